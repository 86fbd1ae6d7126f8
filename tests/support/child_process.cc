#include "tests/support/child_process.h"

#include <grp.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <utility>

#include "tests/support/check.h"

namespace certsweep::test {
namespace {

constexpr uid_t kNobody = 65534;

ssize_t ReadSome(int fd, char* data, size_t size) {
  ssize_t got = 0;
  do {
    got = read(fd, data, size);
  } while (got < 0 && errno == EINTR);
  return got;
}

}  // namespace

void ChildSide::Say(std::string_view text) const {
  while (!text.empty()) {
    const ssize_t put = write(say_, text.data(), text.size());
    if (put < 0 && errno == EINTR) continue;
    if (put <= 0) _exit(3);
    text.remove_prefix(static_cast<size_t>(put));
  }
}

void ChildSide::AwaitRelease() const {
  char released = 0;
  ReadSome(hear_, &released, 1);
}

ChildProcess::ChildProcess(const std::function<void(const ChildSide&)>& body) {
  int says[2], releases[2];
  Check(pipe(says) == 0 && pipe(releases) == 0, "no pipe");
  pid_ = fork();
  Check(pid_ >= 0, "no child process");
  if (pid_ == 0) {
    close(says[0]);
    close(releases[1]);
    body(ChildSide(says[1], releases[0]));
    // Neither the destructors nor the buffers of the parent are this process's.
    _exit(0);
  }
  close(says[1]);
  close(releases[0]);
  hear_ = says[0];
  release_ = releases[1];
}

ChildProcess::~ChildProcess() {
  if (pid_ > 0) {
    Kill();
    Wait();
  }
  close(hear_);
  close(release_);
}

std::string ChildProcess::Hear(size_t size) {
  std::string heard(size, '\0');
  size_t got = 0;
  while (got < size) {
    const ssize_t more = ReadSome(hear_, heard.data() + got, size - got);
    if (more <= 0) break;
    got += static_cast<size_t>(more);
  }
  heard.resize(got);
  return heard;
}

std::string ChildProcess::HearAll() {
  constexpr size_t kStep = 4096;
  std::string all;
  while (true) {
    const std::string more = Hear(kStep);
    all += more;
    if (more.size() < kStep) return all;
  }
}

void ChildProcess::Release() { Check(write(release_, "x", 1) == 1, "the child is gone"); }

void ChildProcess::Kill() { kill(pid_, SIGKILL); }

bool ChildProcess::Wait() {
  int status = 0;
  while (waitpid(pid_, &status, 0) < 0) Check(errno == EINTR, "no child to wait for");
  pid_ = -1;
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

std::string InChild(const std::function<void(const ChildSide&)>& body) {
  ChildProcess child(body);
  std::string said = child.HearAll();
  Check(child.Wait(), "a child process failed");
  return said;
}

void LimitFileSize(size_t bytes) {
  signal(SIGXFSZ, SIG_IGN);
  const rlimit limit{bytes, bytes};
  Check(setrlimit(RLIMIT_FSIZE, &limit) == 0, "no limit on the size of files");
}

void BecomeNobody() {
  if (geteuid() != 0) return;
  Check(setgroups(0, nullptr) == 0 && setgid(kNobody) == 0 && setuid(kNobody) == 0, "root's rights can't be given up");
}

}  // namespace certsweep::test
