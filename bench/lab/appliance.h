// Appliance: what a TLS appliance is for who replaces its certificate, of real programs: Debian's lighttpd with a
// self-signed server.pem, and sshd, on one address of 127/8. Its folder has server.pem, lighttpd.conf, `restart` (as
// "service lighttpd restart"), `boot`, the sshd's files and a log. Not thread-safe.
#ifndef CERTSWEEP_BENCH_LAB_APPLIANCE_H_
#define CERTSWEEP_BENCH_LAB_APPLIANCE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "bench/lab/process_tree.h"
#include "bench/lab/ssh_daemon.h"
#include "engine/base/ip_address.h"

namespace certsweep::lab {

struct ApplianceOptions {
  std::string host = {};  // "sps01.lab.example"
  base::IpAddress address = {};
  uint16_t https_port = 4343;
  uint16_t ssh_port = 2222;
  std::string folder = {};           // absolute, without quotes; is made, and must not be there
  std::string authorized_keys = {};  // public keys that its sshd lets in, lines of .pub files
};

class Appliance {
 public:
  // Makes its files and boots it. `now`: seconds since 1970, which its certificate was made 30 days before.
  static absl::StatusOr<std::unique_ptr<Appliance>> Start(const ApplianceOptions& options, int64_t now);
  // Powers it off; its files stay.
  ~Appliance();
  Appliance(const Appliance&) = delete;
  Appliance& operator=(const Appliance&) = delete;

  const std::string& host() const { return options_.host; }
  const base::IpAddress& address() const { return options_.address; }
  uint16_t https_port() const { return options_.https_port; }
  const SshDaemonOptions& ssh() const { return ssh_; }
  const std::string& folder() const { return options_.folder; }
  std::string PemPath() const { return options_.folder + "/server.pem"; }
  // What sshd said so far.
  std::string Log() const;

  // Returns when both programs accept connections; Internal, with what they said, where one does not.
  absl::Status Boot();
  // Every process of it is gone when this returns, sessions too.
  void PowerOff();

 private:
  explicit Appliance(ApplianceOptions options);
  absl::Status MakeFiles(int64_t now) const;
  absl::Status WriteScript(std::string_view name, std::string_view text) const;
  std::string LogPath() const { return options_.folder + "/log"; }

  const ApplianceOptions options_;
  const SshDaemonOptions ssh_;
  std::unique_ptr<ProcessTree> processes_;
};

}  // namespace certsweep::lab

#endif  // CERTSWEEP_BENCH_LAB_APPLIANCE_H_
