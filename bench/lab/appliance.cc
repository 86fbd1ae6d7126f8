#include "bench/lab/appliance.h"

#include <openssl/evp.h>
#include <openssl/pool.h>
#include <poll.h>
#include <sys/stat.h>

#include <cerrno>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "bench/lab/appliance_programs.h"
#include "bench/lab/certificate_maker.h"
#include "bench/lab/loopback_socket.h"
#include "engine/base/read_file.h"
#include "engine/base/secret_text.h"
#include "engine/base/status_context.h"
#include "engine/base/text.h"
#include "engine/base/whole_file.h"
#include "engine/base/wiper.h"
#include "engine/x509/new_key.h"

namespace certsweep::lab {

namespace {

constexpr int64_t kDay = 24 * 60 * 60;
constexpr int kBootTries = 2000;
constexpr int kMillisecondsBetween = 10;

// One at a time, as init scripts are: a second one would find no process number, and the port still taken.
constexpr std::string_view kRestartScript = R"sh(#!/bin/sh
# What "service lighttpd restart" is elsewhere.
cd "$(dirname "$0")" || exit
[ "$1" = locked ] || exec flock -o lock ./restart locked
old=$(cat pid 2>/dev/null)
[ -n "$old" ] && kill "$old"
while [ -n "$old" ] && kill -0 "$old" 2>/dev/null; do sleep 0.02; done
exec )sh";

// The old number, of before the last power cut, may be another process's by now.
constexpr std::string_view kBootScript = R"sh(#!/bin/sh
cd "$(dirname "$0")" || exit
rm -f pid
./restart || exit
exec )sh";

std::string LighttpdConfig(const ApplianceOptions& options) {
  const std::string& folder = options.folder;
  return absl::StrCat("server.modules = (\"mod_openssl\")\n", "server.document-root = \"", folder, "/www\"\n",
                      "index-file.names = (\"index.txt\")\n", "mimetype.assign = (\".txt\" => \"text/plain\")\n",
                      "server.bind = \"", options.address.ToString(), "\"\n", "server.port = ", options.https_port,
                      "\n", "server.pid-file = \"", folder, "/pid\"\n", "server.errorlog = \"", folder,
                      "/error.log\"\n", "ssl.engine = \"enable\"\n", "ssl.pemfile = \"", folder, "/server.pem\"\n");
}

// As an appliance makes it for itself: key and certificate, with a common name and no other.
absl::Status WriteSelfSignedPem(const std::string& path, const std::string& host, int64_t now) {
  const absl::StatusOr<x509::PrivateKey> key = x509::GenerateKey(x509::NewKeyType::kRsa2048);
  if (!key.ok()) return key.status();
  CertificateSpec spec;
  spec.issuer = spec.subject = host;
  spec.key = spec.issuer_key = key->key();
  spec.not_before = now - 30 * kDay;
  spec.not_after = now + 3620 * kDay;
  const absl::StatusOr<bssl::UniquePtr<CRYPTO_BUFFER>> certificate = MakeCertificate(spec);
  if (!certificate.ok()) return certificate.status();
  const absl::StatusOr<base::SecretText> key_pem = key->ToPem();
  if (!key_pem.ok()) return key_pem.status();
  std::string pem = absl::StrCat(base::ToAbsl(key_pem->view()), CertificatePem(**certificate));
  const base::Wiper wiper(pem);
  return base::WriteWholeFile(path, pem, {});
}

absl::Status MakeFolder(const std::string& path) {
  return ::mkdir(path.c_str(), 0700) == 0 ? absl::OkStatus() : base::ErrnoStatus(errno, base::DisplayText(path));
}

}  // namespace

Appliance::Appliance(ApplianceOptions options)
    : options_(std::move(options)),
      ssh_{.folder = options_.folder, .address = options_.address.ToString(), .port = options_.ssh_port} {}

Appliance::~Appliance() = default;

absl::StatusOr<std::unique_ptr<Appliance>> Appliance::Start(const ApplianceOptions& options, int64_t now) {
  std::unique_ptr<Appliance> appliance(new Appliance(options));
  absl::Status status = appliance->MakeFiles(now);
  if (status.ok()) status = appliance->Boot();
  if (!status.ok()) return status;
  return appliance;
}

absl::Status Appliance::WriteScript(std::string_view name, std::string_view text) const {
  const std::string path = absl::StrCat(options_.folder, "/", base::ToAbsl(name));
  if (absl::Status written = base::WriteWholeFile(path, text, {}); !written.ok()) return written;
  return ::chmod(path.c_str(), 0700) == 0 ? absl::OkStatus() : base::ErrnoStatus(errno, base::DisplayText(path));
}

absl::Status Appliance::MakeFiles(int64_t now) const {
  const std::string& folder = options_.folder;
  absl::Status status = MakeFolder(folder);
  if (status.ok()) status = MakeFolder(folder + "/www");
  if (status.ok()) status = base::WriteWholeFile(folder + "/www/index.txt", options_.host + "\n", {});
  if (status.ok()) status = WriteSelfSignedPem(PemPath(), options_.host, now);
  if (status.ok()) status = base::WriteWholeFile(folder + "/lighttpd.conf", LighttpdConfig(options_), {});
  if (status.ok()) status = base::WriteWholeFile(ssh_.AuthorizedKeysPath(), options_.authorized_keys, {});
  if (status.ok()) status = MakeHostKeys(ssh_);
  if (status.ok()) status = WriteSshdConfig(ssh_);
  if (status.ok()) {
    status = WriteScript(
        "restart", absl::StrCat(base::ToAbsl(kRestartScript), kLighttpdPath, " -f '", folder, "/lighttpd.conf'\n"));
  }
  if (!status.ok()) return status;
  std::vector<std::string> sshd = SshdCommand(ssh_);
  sshd.back() = absl::StrCat("'", sshd.back(), "'\n");
  return WriteScript("boot", absl::StrCat(base::ToAbsl(kBootScript), absl::StrJoin(sshd, " ")));
}

absl::Status Appliance::Boot() {
  absl::StatusOr<std::unique_ptr<ProcessTree>> processes =
      ProcessTree::Start({.arguments = {"/bin/sh", options_.folder + "/boot"}, .log = LogPath()});
  if (!processes.ok()) return processes.status();
  processes_ = *std::move(processes);
  for (int i = 0; i < kBootTries; ++i) {
    // Neither tells when it is ready: there is nothing to wait on but the next try.
    if (IsListening(options_.address, options_.https_port) && IsListening(options_.address, options_.ssh_port)) {
      return absl::OkStatus();
    }
    if (!processes_->IsRunning()) break;
    ::poll(nullptr, 0, kMillisecondsBetween);
  }
  processes_.reset();
  return absl::InternalError(absl::StrCat(options_.host, " does not start: ", LastLine(LogPath())));
}

void Appliance::PowerOff() { processes_.reset(); }

std::string Appliance::Log() const { return base::ReadFile(LogPath()).value_or(std::string()); }

}  // namespace certsweep::lab
