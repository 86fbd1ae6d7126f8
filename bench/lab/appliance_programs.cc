#include "bench/lab/appliance_programs.h"

#include <unistd.h>

#include <array>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "bench/lab/ssh_daemon.h"

namespace certsweep::lab {

namespace {

struct NeededFile {
  const char* path;
  const char* package;
};

constexpr std::array<NeededFile, 6> kNeeded = {{
    {kLighttpdPath, "lighttpd"},
    {"/usr/lib/lighttpd/mod_openssl.so", "lighttpd-mod-openssl"},
    {kSshdPath, "openssh-server"},
    {kSshKeygenPath, "openssh-client"},
    {kSftpServerPath, "openssh-sftp-server"},
    {"/usr/bin/flock", "util-linux"},
}};

}  // namespace

absl::Status CheckAppliancePrograms(const std::string& root) {
  std::vector<std::string> packages, files;
  for (const NeededFile& needed : kNeeded) {
    if (::access((root + needed.path).c_str(), R_OK) == 0) continue;
    packages.emplace_back(needed.package);
    files.emplace_back(needed.path);
  }
  if (packages.empty()) return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrCat("appliances need programs that are not here (", absl::StrJoin(files, ", "),
                   "). Install them:\n  apt-get install --no-install-recommends ", absl::StrJoin(packages, " ")));
}

}  // namespace certsweep::lab
