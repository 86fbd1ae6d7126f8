#include "bench/lab/appliance_estate.h"

#include <openssl/evp.h>
#include <openssl/pool.h>
#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "bench/lab/appliance_programs.h"
#include "bench/lab/lab_addresses.h"
#include "bench/lab/lab_pki.h"
#include "bench/lab/loopback_socket.h"
#include "engine/base/read_file.h"
#include "engine/base/secret_text.h"
#include "engine/base/text.h"
#include "engine/base/whole_file.h"

namespace certsweep::lab {

namespace {

// They mean something to a shell, to TOML, to sshd, to lighttpd or to certsweep, each in its own way.
constexpr std::string_view kUnfitForPaths = "'\"\\$`{}%";

std::string HostOf(int index) { return absl::StrCat("sps", index < 9 ? "0" : "", index + 1, ".lab.example"); }

absl::StatusOr<std::vector<ApplianceName>> NamesOf(const ApplianceEstateOptions& options) {
  if (options.appliances < 1 || options.appliances > kMostAppliances) {
    return absl::InvalidArgumentError(
        absl::StrCat("a lab of ", options.appliances, " appliances: 1 to ", kMostAppliances));
  }
  const absl::StatusOr<AddressWalk> walk = AddressWalk::Create(options.first_address, options.appliances);
  if (!walk.ok()) return walk.status();
  std::vector<ApplianceName> names;
  names.reserve(static_cast<size_t>(options.appliances));
  for (int i = 0; i < options.appliances; ++i) names.push_back({HostOf(i), base::IpAddress::V4(walk->At(i))});
  return names;
}

absl::StatusOr<std::string> MakeFolder(const std::string& wanted) {
  namespace fs = std::filesystem;
  std::error_code error;
  std::string path = fs::absolute(wanted, error).lexically_normal().string();
  if (path.ends_with('/')) path.pop_back();
  const std::string shown = base::DisplayText(path);
  const auto unfit = [](unsigned char c) {
    return c < 0x20 || c == 0x7f || kUnfitForPaths.find(c) != std::string::npos;
  };
  if (std::any_of(path.begin(), path.end(), unfit)) {
    return absl::InvalidArgumentError(absl::StrCat(
        shown, ": a folder for appliances has no control characters and none of ", base::ToAbsl(kUnfitForPaths)));
  }
  fs::create_directories(path, error);
  if (!error && !fs::is_empty(path, error) && !error) {
    return absl::AlreadyExistsError(
        absl::StrCat(shown, ": is not empty; appliances are made anew each time: remove it, or choose another folder"));
  }
  if (!error) fs::permissions(path, fs::perms::owner_all, error);
  if (error) return absl::InvalidArgumentError(absl::StrCat(shown, ": ", error.message()));
  return path;
}

// An sshd of one's own lets in nobody else.
absl::StatusOr<std::string> UserWhoCanLogIn() {
  const passwd* entry = ::getpwuid(::geteuid());
  if (entry == nullptr) return absl::FailedPreconditionError(absl::StrCat("user ", ::geteuid(), " has no name"));
  const std::string shell = entry->pw_shell != nullptr && *entry->pw_shell != '\0' ? entry->pw_shell : "/bin/sh";
  if (::access(shell.c_str(), X_OK) != 0 || shell.ends_with("/nologin") || shell.ends_with("/false")) {
    return absl::FailedPreconditionError(absl::StrCat("appliances let in the user who starts them, and ",
                                                      entry->pw_name, " has no shell to log in to (",
                                                      base::DisplayText(shell), ")"));
  }
  return std::string(entry->pw_name);
}

absl::StatusOr<ApplianceSite> SiteOf(const ApplianceEstateOptions& options, const std::vector<ApplianceName>& names) {
  std::vector<base::IpAddress> addresses;
  addresses.reserve(names.size());
  for (const ApplianceName& name : names) addresses.push_back(name.address);
  if (options.https_port == options.ssh_port && options.ssh_port != 0) {
    return absl::InvalidArgumentError(absl::StrCat("port ", options.ssh_port, ": is it for HTTPS or for SSH?"));
  }
  const absl::StatusOr<std::string> user = UserWhoCanLogIn();
  if (!user.ok()) return user.status();
  const absl::StatusOr<uint16_t> https = FindFreePort(addresses, options.https_port);
  if (!https.ok()) return https.status();
  absl::StatusOr<uint16_t> ssh = FindFreePort(addresses, options.ssh_port);
  while (ssh.ok() && *ssh == *https) ssh = FindFreePort(addresses, options.ssh_port);
  if (!ssh.ok()) return ssh.status();
  const absl::StatusOr<std::string> folder = MakeFolder(options.folder);
  if (!folder.ok()) return folder.status();
  return ApplianceSite{.folder = *folder, .user = *user, .https_port = *https, .ssh_port = *ssh};
}

}  // namespace

ApplianceEstate::ApplianceEstate(ApplianceSite site, std::vector<ApplianceName> names)
    : site_(std::move(site)), names_(std::move(names)) {}

ApplianceEstate::~ApplianceEstate() = default;

absl::StatusOr<std::unique_ptr<ApplianceEstate>> ApplianceEstate::Start(const ApplianceEstateOptions& options,
                                                                        const base::Clock& clock) {
  if (absl::Status there = CheckAppliancePrograms(); !there.ok()) return there;
  absl::StatusOr<std::vector<ApplianceName>> names = NamesOf(options);
  if (!names.ok()) return names.status();
  absl::StatusOr<ApplianceSite> site = SiteOf(options, *names);
  if (!site.ok()) return site.status();
  std::unique_ptr<ApplianceEstate> estate(new ApplianceEstate(*std::move(site), *std::move(names)));
  const int64_t now = clock.NowUnixSeconds();
  absl::Status status = estate->WriteCa(now);
  if (status.ok()) status = estate->StartAppliances(now);
  if (status.ok()) status = estate->WriteFiles();
  if (!status.ok()) return status;
  return estate;
}

absl::Status ApplianceEstate::WriteCa(int64_t now) {
  const absl::StatusOr<std::unique_ptr<LabPki>> pki = LabPki::Create({}, now);
  if (!pki.ok()) return pki.status();
  trust_pem_ = (*pki)->TrustPem();
  const absl::StatusOr<base::SecretText> key = (*pki)->IssuingKeyPem();
  if (!key.ok()) return key.status();
  absl::Status status = base::WriteWholeFile(Path(kCaKeyFile), key->view(), {});
  if (status.ok()) status = base::WriteWholeFile(Path(kCaCertificateFile), (*pki)->IssuingPem(), {});
  if (status.ok()) status = base::WriteWholeFile(Path(kRootFile), trust_pem_, {.is_private = false});
  return status;
}

absl::Status ApplianceEstate::StartAppliances(int64_t now) {
  absl::Status made = MakeSshKey(Path(kIdentityFile));
  if (!made.ok()) return made;
  const absl::StatusOr<std::string> authorized = base::ReadFile(Path(kIdentityFile) + ".pub");
  if (!authorized.ok()) return authorized.status();
  for (const ApplianceName& name : names_) {
    absl::StatusOr<std::unique_ptr<Appliance>> appliance =
        Appliance::Start({.host = name.host,
                          .address = name.address,
                          .https_port = site_.https_port,
                          .ssh_port = site_.ssh_port,
                          .folder = absl::StrCat(site_.folder, "/", name.host.substr(0, name.host.find('.'))),
                          .authorized_keys = *authorized},
                         now);
    if (!appliance.ok()) return appliance.status();
    appliances_.push_back(*std::move(appliance));
  }
  return absl::OkStatus();
}

absl::Status ApplianceEstate::WriteFiles() const {
  std::string known_hosts;
  for (const std::unique_ptr<Appliance>& appliance : appliances_) {
    for (const std::string& name : {appliance->host(), appliance->address().ToString()}) {
      const absl::StatusOr<std::string> lines = KnownHostsLines(appliance->ssh(), name);
      if (!lines.ok()) return lines.status();
      known_hosts += *lines;
    }
  }
  const std::array<std::pair<const char*, std::string>, 4> files = {
      {{kKnownHostsFile, known_hosts},
       {kTemplateFile, ApplianceTemplate()},
       {"estate.csv", InventoryCsv()},
       {"certsweep.toml", ApplianceConfig(names_, site_)}}};
  for (const auto& [name, text] : files) {
    if (absl::Status written = base::WriteWholeFile(Path(name), text, {}); !written.ok()) return written;
  }
  return absl::OkStatus();
}

void ApplianceEstate::Stop() { appliances_.clear(); }

}  // namespace certsweep::lab
