#include "bench/lab/ssh_daemon.h"

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "bench/lab/process_tree.h"
#include "engine/base/read_file.h"
#include "engine/base/text.h"
#include "engine/base/whole_file.h"

namespace certsweep::lab {

namespace {

std::string NameOfType(std::string_view type) { return std::string(type.substr(0, type.find(':'))); }

}  // namespace

std::string SshDaemonOptions::HostKeyPath(std::string_view type) const { return folder + "/host_" + NameOfType(type); }

absl::Status MakeSshKey(const std::string& path, std::string_view type, const std::string& passphrase) {
  std::error_code ignored;
  std::filesystem::remove(path, ignored);
  std::vector<std::string> arguments = {kSshKeygenPath, "-q", "-t", NameOfType(type), "-N", passphrase, "-C", "",
                                        "-f",           path};
  if (const size_t colon = type.find(':'); colon != std::string_view::npos) {
    arguments.insert(arguments.end(), {"-b", std::string(type.substr(colon + 1))});
  }
  const std::string log = path + ".log";
  const absl::Status made = RunToEnd({.arguments = arguments, .log = log});
  if (made.ok()) std::filesystem::remove(log, ignored);
  return made;
}

absl::Status MakeHostKeys(const SshDaemonOptions& options) {
  for (const std::string& type : options.host_key_types) {
    if (absl::Status made = MakeSshKey(options.HostKeyPath(type), type); !made.ok()) return made;
  }
  return absl::OkStatus();
}

// SHLVL: a bash that is not the first one does not read what the user of this machine has in .bashrc.
absl::Status WriteSshdConfig(const SshDaemonOptions& options) {
  std::string text;
  for (const std::string& line : options.config) absl::StrAppend(&text, line, "\n");
  absl::StrAppend(&text, "Port ", options.port, "\nListenAddress ", options.address, "\nAuthorizedKeysFile \"",
                  options.AuthorizedKeysPath(),
                  "\"\n"
                  "StrictModes no\n"
                  "UsePAM no\n"
                  "PasswordAuthentication no\n"
                  "KbdInteractiveAuthentication no\n"
                  "PermitRootLogin yes\n"
                  "PidFile none\n"
                  "LogLevel VERBOSE\n"
                  "PrintMotd no\n"
                  "SetEnv SHLVL=5\n"
                  "UseDNS no\n"
                  "MaxStartups 1000\n"
                  "MaxSessions 100\n");
  for (const std::string& type : options.host_key_types) {
    absl::StrAppend(&text, "HostKey \"", options.HostKeyPath(type), "\"\n");
  }
  if (options.sftp) absl::StrAppend(&text, "Subsystem sftp ", kSftpServerPath, "\n");
  if (!options.force_command.empty()) absl::StrAppend(&text, "ForceCommand ", options.force_command, "\n");
  return base::WriteWholeFile(options.ConfigPath(), text, {.replace = true});
}

std::vector<std::string> SshdCommand(const SshDaemonOptions& options) {
  if (::geteuid() == 0) (void)::mkdir("/run/sshd", 0755);
  return {kSshdPath, "-D", "-e", "-f", options.ConfigPath()};
}

absl::StatusOr<std::string> KnownHostsLines(const SshDaemonOptions& options, std::string_view host) {
  std::string lines;
  for (const std::string& type : options.host_key_types) {
    const absl::StatusOr<std::string> text = base::ReadFile(options.HostKeyPath(type) + ".pub");
    if (!text.ok()) return text.status();
    const std::vector<std::string> words = absl::StrSplit(*text, absl::ByAnyChar(" \n"));
    if (words.size() < 2) return absl::InternalError(options.HostKeyPath(type) + ".pub: is no key");
    absl::StrAppend(&lines, "[", base::ToAbsl(host), "]:", options.port, " ", words[0], " ", words[1], "\n");
  }
  return lines;
}

}  // namespace certsweep::lab
