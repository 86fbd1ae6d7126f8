#include "replacer/execute/owner.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <string>

namespace certsweep::replacer {
namespace {

TEST(OwnerTest, AProcessThatIsThereIsNotGone) {
  EXPECT_FALSE(IsGone(ThisOwner()));
  EXPECT_EQ(ThisOwner(), ThisOwner());
}

TEST(OwnerTest, AProcessThatEndedIsGone) {
  int pipe_ends[2];
  ASSERT_EQ(pipe(pipe_ends), 0);
  const pid_t child = fork();
  if (child == 0) {
    const std::string owner = ThisOwner();
    const bool written = write(pipe_ends[1], owner.data(), owner.size()) == static_cast<ssize_t>(owner.size());
    _exit(written ? 0 : 1);
  }
  ASSERT_EQ(waitpid(child, nullptr, 0), child);
  std::string owner(512, '\0');
  owner.resize(static_cast<size_t>(std::max<ssize_t>(0, read(pipe_ends[0], owner.data(), owner.size()))));
  close(pipe_ends[0]);
  close(pipe_ends[1]);
  EXPECT_TRUE(IsGone(owner)) << owner;
  // Another process has its number now: that one is not who held the job.
  std::string other = ThisOwner();
  other.back() = other.back() == '1' ? '2' : '1';
  EXPECT_TRUE(IsGone(other));
}

TEST(OwnerTest, OfAnotherMachineNothingIsKnown) {
  EXPECT_FALSE(IsGone("some-other-machine:1:1"));
  EXPECT_FALSE(IsGone(""));
  EXPECT_FALSE(IsGone("nonsense"));
}

}  // namespace
}  // namespace certsweep::replacer
