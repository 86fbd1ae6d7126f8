#include "replacer/deploy/remote_path.h"

#include <gtest/gtest.h>

namespace certsweep::replacer {
namespace {

TEST(RemotePathTest, TakesPathsApart) {
  EXPECT_EQ(FolderOf("/etc/lighttpd/server.pem"), "/etc/lighttpd");
  EXPECT_EQ(FolderOf("/server.pem"), "/");
  EXPECT_EQ(FolderOf("server.pem"), ".");
  EXPECT_EQ(NameOf("/etc/lighttpd/server.pem"), "server.pem");
  EXPECT_EQ(NameOf("server.pem"), "server.pem");
}

TEST(RemotePathTest, PutsThemTogether) {
  EXPECT_EQ(JoinPath("/etc", "x"), "/etc/x");
  EXPECT_EQ(JoinPath("/", "x"), "/x");
  EXPECT_EQ(JoinPath(".", "x"), "./x");
}

TEST(RemotePathTest, RefusesWhatIsNone) {
  EXPECT_TRUE(CheckPath("/a b").ok());
  EXPECT_TRUE(absl::IsInvalidArgument(CheckPath("")));
  // A C string over there would end at the NUL: another file.
  EXPECT_TRUE(absl::IsInvalidArgument(CheckPath(std::string_view("/etc/passwd\0.pem", 16))));
}

}  // namespace
}  // namespace certsweep::replacer
