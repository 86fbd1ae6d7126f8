// Thousands at once, with many descriptors and with few: nobody is blamed for a limit of ours.
#include <gtest/gtest.h>

#include "tests/integration/scan_fixture.h"

namespace certsweep::integration {
namespace {

class DescriptorsTest : public ScanTest {
 protected:
  void ExpectAllCompliant(size_t endpoints) {
    const std::vector<boost::json::object> lines = JsonLines(ReadFile(Path("run.jsonl")));
    EXPECT_EQ(lines.size(), endpoints);
    EXPECT_EQ(CountBy(lines, "verdict")["compliant"], static_cast<int>(endpoints));
    EXPECT_EQ(CountBy(lines, "attempts")["1"], static_cast<int>(endpoints));
  }
};

TEST_F(DescriptorsTest, FiveThousandAtOnce) {
  StartLab(5000, "good-ecdsa");
  EXPECT_EQ(ScanLab({"-c", "5000"}).exit_code, 0);
  ExpectAllCompliant(5000);
}

TEST_F(DescriptorsTest, FewDescriptorsMakeSlotsWait) {
  StartLab(1000, "good-ecdsa");
  ProcessOptions options = ScanProcess(LabArguments({"-c", "5000"}));
  options.descriptor_limit = 128;
  Process scan(options);
  EXPECT_EQ(scan.Wait(std::chrono::seconds(120)), 0) << scan.Errors();
  ExpectAllCompliant(1000);
}

}  // namespace
}  // namespace certsweep::integration
