#include "bench/lab/appliance_programs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/temporary_folder.h"

namespace certsweep::lab {
namespace {

using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;

class ApplianceProgramsTest : public ::testing::Test {
 protected:
  void Install(const std::string& path) {
    const std::filesystem::path place = folder_.path() + path;
    std::filesystem::create_directories(place.parent_path());
    test::WriteWholeFile(place, "");
  }
  std::string Complaint() const { return std::string(CheckAppliancePrograms(folder_.path()).message()); }

  const test::TemporaryFolder folder_;
};

TEST_F(ApplianceProgramsTest, ThePackagesOfWhatIsMissingAreNamed) {
  for (const char* path : {"/usr/sbin/lighttpd", "/usr/bin/ssh-keygen", "/usr/bin/flock"}) Install(path);
  EXPECT_TRUE(absl::IsFailedPrecondition(CheckAppliancePrograms(folder_.path())));
  EXPECT_THAT(Complaint(), AllOf(HasSubstr("mod_openssl.so"), Not(HasSubstr("/usr/bin/ssh-keygen"))));
  EXPECT_THAT(Complaint(), EndsWith("apt-get install --no-install-recommends lighttpd-mod-openssl openssh-server "
                                    "openssh-sftp-server"));
}

TEST_F(ApplianceProgramsTest, WhereAllAreThereNothingIsSaid) {
  for (const char* path : {"/usr/sbin/lighttpd", "/usr/lib/lighttpd/mod_openssl.so", "/usr/sbin/sshd",
                           "/usr/bin/ssh-keygen", "/usr/lib/openssh/sftp-server", "/usr/bin/flock"}) {
    EXPECT_FALSE(CheckAppliancePrograms(folder_.path()).ok());
    Install(path);
  }
  EXPECT_TRUE(CheckAppliancePrograms(folder_.path()).ok());
}

}  // namespace
}  // namespace certsweep::lab
