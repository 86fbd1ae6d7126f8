// Config: a certsweep.toml as typed options, and where each comes from. A value; thread-safe.
#ifndef CERTSWEEP_ENGINE_CONFIG_CONFIG_H_
#define CERTSWEEP_ENGINE_CONFIG_CONFIG_H_

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/base/column_filter.h"
#include "engine/config/appliance_profile.h"
#include "engine/config/issuer_section.h"
#include "engine/config/names_section.h"
#include "engine/config/profile_section.h"
#include "engine/config/replace_section.h"
#include "engine/config/rollout_section.h"
#include "engine/config/ssh_section.h"
#include "engine/config/toml_document.h"
#include "engine/pki/policy.h"
#include "engine/probe/waiver.h"

namespace certsweep::config {

// [trust]: paths, those of the file taken as relative to its folder. Empty: not given.
struct TrustSection {
  std::vector<std::string> files = {};  // files, folders or "system"
  std::vector<std::string> intermediates = {};
  std::vector<std::string> crls = {};
};

// [scan]: what the options of those names say. Empty or nothing: not given. Paths of the file as in [trust].
struct ScanSection {
  std::vector<std::string> targets = {};  // paths
  std::vector<uint16_t> ports = {};
  std::string profile = {};                // a name in Config::profiles
  std::vector<std::string> excludes = {};  // addresses, networks, ranges, paths
  std::optional<bool> skip_invalid = std::nullopt;
  std::optional<size_t> identity = std::nullopt;  // the place in kRangeIdentityNames
  std::optional<pki::Rules> rules = std::nullopt;
  std::vector<base::ColumnFilter> where = {};
  std::optional<bool> certificate_only = std::nullopt;
  std::optional<int> concurrency = std::nullopt;
  std::optional<int> threads = std::nullopt;
  std::optional<double> rate = std::nullopt;
  std::optional<double> rate_per_network = std::nullopt;
  std::optional<int64_t> connect_timeout_us = std::nullopt;
  std::optional<int64_t> handshake_timeout_us = std::nullopt;
  std::optional<int> retries = std::nullopt;
  std::optional<std::string> record = std::nullopt;  // a path; empty: none is kept
  std::optional<bool> include_pem = std::nullopt;
};

// A [[waiver]].
struct ConfiguredWaiver {
  probe::Waiver waiver = {};
  std::string host = {};  // as it is written; empty: not given
  int line = 1;
};

// A file that a setting names.
struct NamedFile {
  std::string setting;  // "replace.template"
  int line;
  std::string path;
};

struct Config {
  pki::Policy policy = {};  // [policy]
  TrustSection trust = {};  // [trust]
  ScanSection scan = {};    // [scan]
  std::vector<ConfiguredWaiver> waivers = {};
  NamesSection names = {};                                         // [names]
  ReplaceSection replace = {};                                     // [replace]
  RolloutSection rollout = {};                                     // [rollout]
  std::map<std::string, IssuerSection, std::less<>> issuers = {};  // [issuer.*]
  Profiles profiles = BuiltInProfiles();                           // with those of [profile.*]
  SshSection ssh = {};                                             // [ssh]
  // The file, as it was named; empty: none was read.
  std::string file = {};
  // What the file gives: "policy.min_rsa_bits" -> the value, with its line.
  std::map<std::string, TomlValue, std::less<>> given = {};
  // What [replace], [issuer.*] and [ssh] name and read only when something is replaced.
  std::vector<NamedFile> replacement_files = {};
};

// How the files are reached that a configuration names. Errors name the path.
struct FileAccess {
  std::function<absl::StatusOr<std::string>(const std::string& path)> read;
  std::function<absl::Status(const std::string& path)> check;  // that it can be read
};
FileAccess RealFiles();

// A configuration is no longer than this.
inline constexpr size_t kMaxConfigBytes = size_t{1} << 20;

// InvalidArgument with everything that is wrong, a text line each: "<file>:<line>: <section>.<key>: ...", or the line
// of a list that it names. `name` is the path of the file: its folder is where relative paths begin.
absl::StatusOr<Config> ParseConfig(std::string_view text, const std::string& name,
                                   const FileAccess& files = RealFiles());

// NotFound or InvalidArgument with the path where it can't be read or is longer than kMaxConfigBytes; else as
// ParseConfig.
absl::StatusOr<Config> LoadConfig(const std::string& path);

// InvalidArgument with a text line, as above, for each of config.replacement_files that can't be read. A scan does
// without them, so ParseConfig leaves them alone.
absl::Status CheckReplacementFiles(const Config& config, const FileAccess& files = RealFiles());

// One setting as it is in force.
struct SettingInForce {
  std::string section;  // "policy", "issuer.corp"
  std::string_view key;
  std::optional<TomlValue> value;  // none: off
  std::optional<int> line;         // of config.file; none: by default
};
// All of them but waivers, in the order of the default file; of [issuer.NAME] and [profile.NAME] those that are given.
std::vector<SettingInForce> SettingsInForce(const Config& config);

}  // namespace certsweep::config

#endif  // CERTSWEEP_ENGINE_CONFIG_CONFIG_H_
