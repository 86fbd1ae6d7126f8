#include "replacer/issuer/command_issuer.h"

#include <sys/stat.h>

#include <filesystem>
#include <string>

#include "engine/base/clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/replacer/issuer/test_order.h"
#include "tests/support/temporary_folder.h"

namespace certsweep::replacer {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class CommandIssuerTest : public ::testing::Test {
 protected:
  CommandIssuerTest() {
    test::WriteWholeFile(ca_.Path("leaf.pem"), OrderLeaf().Pem() + IssuingCa().Pem());
    test::WriteWholeFile(ca_.Path("other.pem"), OtherLeaf().Pem());
  }

  std::string Submit(const std::string& script, int timeout_s = 60) {
    test::WriteWholeFile(ca_.Path("ca.sh"), "cd " + ca_.path() + "\n" + script);
    auto issuer = CommandIssuer::Create(
        {.command = {"sh", ca_.Path("ca.sh"), "{csr}", "{cert}", "{host}"}, .timeout_s = timeout_s},
        base::SystemClock());
    if (!issuer.ok()) return issuer.status().ToString();
    return Told((*issuer)->Submit(TestOrder(jobs_.path())));
  }
  std::string Csr() { return jobs_.Path("sps01.corp.example-4343.csr"); }

  test::TemporaryFolder ca_, jobs_;
};

constexpr char kIssued[] = "issued sps01.corp.example-4343: CN=sps01 CN=Issuing CA";

TEST_F(CommandIssuerTest, Issued) {
  EXPECT_EQ(Submit("cmp \"$1\" \"$1\" && cp leaf.pem \"$2\" && test \"$3\" = sps01.corp.example"), kIssued);
  EXPECT_EQ(test::ReadWholeFile(Csr()), TestOrder().csr_pem);
  struct stat about{};
  ASSERT_EQ(::stat(Csr().c_str(), &about), 0);
  EXPECT_EQ(about.st_mode & 0777, 0600U);
}

TEST_F(CommandIssuerTest, PendingThenIssued) {
  const std::string script =
      "if test -e seen; then cp leaf.pem $2; else touch seen; echo 'come again' >&2; exit 75; fi";
  EXPECT_EQ(Submit(script), "pending sps01.corp.example-4343: come again");
  EXPECT_EQ(Submit(script), kIssued);
  EXPECT_THAT(Submit("exit 75"), HasSubstr("run again later"));
}

TEST_F(CommandIssuerTest, Denied) {
  EXPECT_EQ(Submit("echo why >&2; echo 'template unknown' >&2; exit 1"),
            "denied sps01.corp.example-4343: template unknown (exit code 1)");
  EXPECT_EQ(Submit("exit 2"), "denied sps01.corp.example-4343: exit code 2");
}

TEST_F(CommandIssuerTest, EndedFromOutsideIsNoDenial) {
  EXPECT_THAT(Submit("kill -9 $$"), AllOf(StartsWith("UNAVAILABLE"), HasSubstr("signal 9")));
  EXPECT_THAT(Submit("sleep 100", 1), AllOf(StartsWith("UNAVAILABLE"), HasSubstr("within 1 s")));
}

TEST_F(CommandIssuerTest, AnAnswerThatIsNone) {
  const auto fails = [&](const std::string& script) {
    const std::string told = Submit(script);
    EXPECT_THAT(told, StartsWith("FAILED_PRECONDITION: the command ended well, but "));
    return told;
  };
  EXPECT_THAT(fails("exit 0"), HasSubstr("is not there"));
  EXPECT_THAT(fails("mkfifo $2"), HasSubstr("is not there"));
  EXPECT_THAT(fails("mkdir $2; exit 0"), HasSubstr("is not there"));
  std::filesystem::remove(jobs_.Path("sps01.corp.example-4343.cer"));
  EXPECT_THAT(fails("cp other.pem $2"), HasSubstr("another key"));
  EXPECT_THAT(fails(": >$2"), HasSubstr("holds no certificate"));
  EXPECT_THAT(fails("echo '<HTML>' >$2"), HasSubstr("holds no certificate"));
  EXPECT_THAT(fails("head -c 300 leaf.pem >$2"), HasSubstr("line 1"));
  EXPECT_THAT(fails("head -c 5000000 /dev/zero >$2"), HasSubstr("over 4 MiB"));
}

TEST_F(CommandIssuerTest, AnOldAnswerIsNone) {
  EXPECT_EQ(Submit("cp leaf.pem $2"), kIssued);
  EXPECT_THAT(Submit("exit 0"), HasSubstr("is not there"));
}

TEST_F(CommandIssuerTest, OrdersThatCanNotBeGiven) {
  auto issuer = CommandIssuer::Create({.command = {"sh", "{csr}", "{cert}", "{ip}"}}, base::SystemClock());
  ASSERT_TRUE(issuer.ok());
  auto order = TestOrder(jobs_.path());
  order.ip = "";
  EXPECT_TRUE(absl::IsInvalidArgument((*issuer)->Submit(order).status()));
  order = TestOrder("relative");
  EXPECT_TRUE(absl::IsInvalidArgument((*issuer)->Submit(order).status()));
  order = TestOrder("/nowhere/at/all");
  EXPECT_TRUE(absl::IsNotFound((*issuer)->Submit(order).status()));
  EXPECT_FALSE(CommandIssuer::Create({.command = {"sh"}}, base::SystemClock()).ok());
  EXPECT_FALSE(CommandIssuer::Create({.command = {"sh", "{csr}", "{cert}"}, .timeout_s = 0}, base::SystemClock()).ok());
}

}  // namespace
}  // namespace certsweep::replacer
