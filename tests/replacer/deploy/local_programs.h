// Programs of this machine at the other end, in place of those of an appliance. A failure ends the test program.
#ifndef CERTSWEEP_TESTS_REPLACER_DEPLOY_LOCAL_PROGRAMS_H_
#define CERTSWEEP_TESTS_REPLACER_DEPLOY_LOCAL_PROGRAMS_H_

#include <sys/types.h>

#include <string>
#include <string_view>
#include <vector>

#include "replacer/deploy/byte_channel.h"
#include "replacer/deploy/shell_files.h"

namespace certsweep::replacer {

// A program, by its standard input and output.
class ProgramChannel final : public ByteChannel {
 public:
  explicit ProgramChannel(const std::vector<std::string>& arguments);
  ~ProgramChannel() override;
  ProgramChannel(const ProgramChannel&) = delete;
  ProgramChannel& operator=(const ProgramChannel&) = delete;

  absl::Status Write(std::string_view bytes, const Deadline& deadline) override;
  absl::StatusOr<std::string> Read(const Deadline& deadline) override;
  void CloseInput();
  // Waits for its end; the exit status, or -1.
  int Wait();

 private:
  pid_t pid_ = -1;
  int in_ = -1, out_ = -1;
};

// `shell` -c, as sshd runs a command.
ShellRunner LocalShell(const std::string& shell = "/bin/sh");

inline constexpr char kSftpServer[] = "/usr/lib/openssh/sftp-server";

}  // namespace certsweep::replacer

#endif  // CERTSWEEP_TESTS_REPLACER_DEPLOY_LOCAL_PROGRAMS_H_
