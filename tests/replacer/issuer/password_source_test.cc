#include "replacer/issuer/password_source.h"

#include <cstdlib>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/temporary_folder.h"

namespace certsweep::replacer {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class PasswordSourceTest : public ::testing::Test {
 protected:
  std::string Read(const std::string& content) {
    test::WriteWholeFile(folder_.Path("password"), content);
    const auto password = ReadPassword({.file = folder_.Path("password"), .environment = {}});
    return password.ok() ? *password : password.status().ToString();
  }
  test::TemporaryFolder folder_;
};

TEST_F(PasswordSourceTest, DropsOneLineEnd) {
  EXPECT_EQ(Read("geheim"), "geheim");
  EXPECT_EQ(Read("geheim\n"), "geheim");
  EXPECT_EQ(Read("geheim\r\n"), "geheim");
  EXPECT_EQ(Read(" geheim \n"), " geheim ");
}

TEST_F(PasswordSourceTest, RefusesWithoutRepeatingIt) {
  for (const std::string& content : {std::string("geheim\n\n"), std::string("geheim\nmehr"), std::string("geheim\0", 7),
                                     "geheim" + std::string(5000, 'x')}) {
    EXPECT_THAT(Read(content), AllOf(HasSubstr("INVALID_ARGUMENT"), HasSubstr("password"), Not(HasSubstr("geheim"))));
  }
  EXPECT_THAT(Read(""), HasSubstr("empty"));
  EXPECT_THAT(Read("\n"), HasSubstr("empty"));
}

TEST_F(PasswordSourceTest, Environment) {
  ASSERT_EQ(::setenv("CERTSWEEP_TEST_PASSWORD", "geheim", 1), 0);
  EXPECT_EQ(*ReadPassword({.file = {}, .environment = "CERTSWEEP_TEST_PASSWORD"}), "geheim");
  ASSERT_EQ(::unsetenv("CERTSWEEP_TEST_PASSWORD"), 0);
  EXPECT_TRUE(absl::IsNotFound(ReadPassword({.file = {}, .environment = "CERTSWEEP_TEST_PASSWORD"}).status()));
}

TEST_F(PasswordSourceTest, ExactlyOneSource) {
  EXPECT_TRUE(absl::IsInvalidArgument(ReadPassword({}).status()));
  EXPECT_TRUE(absl::IsInvalidArgument(ReadPassword({.file = "a", .environment = "b"}).status()));
  EXPECT_TRUE(absl::IsNotFound(ReadPassword({.file = folder_.Path("none"), .environment = {}}).status()));
}

}  // namespace
}  // namespace certsweep::replacer
