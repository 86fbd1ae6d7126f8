#include "tests/house/room_arrows.h"

#include <algorithm>
#include <map>
#include <regex>
#include <set>
#include <sstream>

namespace certsweep::house {
namespace {

using Rooms = std::set<std::string, std::less<>>;

// Room -> the other rooms it may know. What is not here is forbidden; a new room gets a line.
const std::map<std::string, Rooms, std::less<>>& Arrows() {
  static const Rooms kEngine = {"engine/base",  "engine/x509",   "engine/pki",    "engine/tls",   "engine/net",
                                "engine/probe", "engine/estate", "engine/config", "engine/report"};
  static const auto With = [](Rooms rooms, const Rooms& more) {
    rooms.insert(more.begin(), more.end());
    return rooms;
  };
  static const std::map<std::string, Rooms, std::less<>> kArrows = {
      {"engine/base", {}},
      {"engine/config", {"engine/probe", "engine/pki", "engine/x509", "engine/base"}},
      {"engine/x509", {"engine/base"}},
      {"engine/pki", {"engine/x509", "engine/base"}},
      {"engine/tls", {"engine/x509", "engine/base"}},
      {"engine/net", {"engine/tls", "engine/base"}},
      {"engine/probe", {"engine/net", "engine/pki", "engine/tls", "engine/x509", "engine/base"}},
      {"engine/estate", {"engine/pki", "engine/tls", "engine/x509", "engine/base"}},
      {"engine/report", {"engine/estate", "engine/pki", "engine/x509", "engine/base"}},
      {"scanner", kEngine},
      {"replacer", kEngine},
      {"bench/lab", {"engine/base", "engine/x509", "engine/pki", "engine/tls"}},
      {"bench", With(kEngine, {"scanner", "replacer", "bench/lab"})},
      {"cli", With(kEngine, {"scanner", "replacer", "bench", "bench/lab"})},
  };
  return kArrows;
}

// The library of CMake -> its room.
const std::map<std::string, std::string, std::less<>>& RoomsOfLibraries() {
  static const std::map<std::string, std::string, std::less<>> kRooms = {
      {"base", "engine/base"},
      {"config", "engine/config"},
      {"x509", "engine/x509"},
      {"pki", "engine/pki"},
      {"tls", "engine/tls"},
      {"net", "engine/net"},
      {"probe", "engine/probe"},
      {"estate", "engine/estate"},
      {"report", "engine/report"},
      {"scanner", "scanner"},
      {"replacer", "replacer"},
      {"lab", "bench/lab"},
      {"cli_lib", "cli"},
      {"replacer_request", "replacer"},
      {"replacer_bundle", "replacer"},
      {"replacer_deploy", "replacer"},
      {"replacer_issuer", "replacer"},
  };
  return kRooms;
}

bool MayKnow(std::string_view from, std::string_view to) {
  if (from == to) return true;
  const auto found = Arrows().find(from);
  return found != Arrows().end() && found->second.contains(to);
}

bool StartsWithAny(std::string_view text, std::initializer_list<std::string_view> prefixes) {
  return std::any_of(prefixes.begin(), prefixes.end(),
                     [&](std::string_view prefix) { return text.starts_with(prefix); });
}

std::string_view StemOf(std::string_view path) {
  path.remove_prefix(std::min(path.size(), path.find_last_of('/') + 1));
  return path.substr(0, path.find('.'));
}

bool IsAsioHeader(std::string_view header) { return StartsWithAny(header, {"boost/asio", "asio/", "asio.hpp"}); }

bool MayUseAsio(std::string_view path) {
  const std::string_view stem = StemOf(path);
  return StartsWithAny(path, {"engine/net/", "cli/"}) || stem.ends_with("_runner") || stem.ends_with("_client");
}

bool MayUseOpenssl(std::string_view path) { return StartsWithAny(path, {"engine/", "bench/", "tests/"}); }

bool MayUseCurl(std::string_view path) { return path == "replacer/issuer/https_client.cc"; }

bool MayUseToml(std::string_view path) { return path.starts_with("engine/config/") && path.ends_with(".cc"); }

bool MayUseLibssh(std::string_view path) {
  return StartsWithAny(path, {"replacer/deploy/", "tests/"}) && path.ends_with(".cc");
}

bool MayReadTheClock(std::string_view path) { return StartsWithAny(path, {"engine/base/clock.", "tests/"}); }

// What is wrong with `path` including `header`, or empty.
std::string IncludeComplaint(std::string_view path, std::string_view header) {
  const std::string from = RoomOf(path);
  const std::string to = RoomOf(header);
  if (!to.empty() && !MayKnow(from, to)) return from + " may not know " + to;
  if (header.starts_with("tests/")) return from + " may not know tests";
  if (IsAsioHeader(header) && !MayUseAsio(path)) {
    return "Asio is for engine/net, cli and files named *_runner or *_client";
  }
  if (header.starts_with("openssl/") && !MayUseOpenssl(path)) return "BoringSSL is for engine and bench";
  if (header.starts_with("libssh/") && !MayUseLibssh(path)) return "libssh is for the sources of replacer/deploy";
  if (header.starts_with("curl/") && !MayUseCurl(path)) return "libcurl is for replacer/issuer/https_client.cc";
  if (header.starts_with("toml++/") && !MayUseToml(path)) return "toml++ is for the sources of engine/config";
  return "";
}

bool ReadsTheClock(const std::string& line) {
  static const std::regex kClock(
      R"(_clock::now\b|\b(absl::Now|absl::GetCurrentTimeNanos|clock_gettime|gettimeofday|timespec_get)\s*\(|\btime\s*\(\s*(nullptr|NULL|0|&)|\bstd::time\s*\()");
  return std::regex_search(line, kClock);
}

std::string WithoutComment(const std::string& line) { return line.substr(0, line.find("//")); }

}  // namespace

std::string RoomOf(std::string_view path) {
  // The longest room that is a folder above the path: bench/lab before bench.
  std::string room;
  for (const auto& [name, unused] : Arrows()) {
    if (name.size() > room.size() && path.starts_with(name + "/")) room = name;
  }
  // A folder of engine/ that the table does not know is a room too, one that may know nothing.
  if (room.empty() && path.starts_with("engine/")) room = path.substr(0, path.find('/', 7));
  return room;
}

std::vector<std::string> SourceComplaints(std::string_view path, std::string_view text) {
  static const std::regex kInclude(R"(^\s*#\s*include\s*["<]([^">]+)[">])");
  std::vector<std::string> complaints;
  std::istringstream lines{std::string(text)};
  std::string line;
  for (int number = 1; std::getline(lines, line); ++number) {
    std::string complaint;
    std::smatch match;
    if (std::regex_search(line, match, kInclude)) {
      complaint = IncludeComplaint(path, match[1].str());
    } else if (!MayReadTheClock(path) && ReadsTheClock(WithoutComment(line))) {
      complaint = "the clock is read in engine/base/clock alone";
    }
    if (!complaint.empty()) complaints.push_back(std::string(path) + ":" + std::to_string(number) + ": " + complaint);
  }
  return complaints;
}

std::vector<std::string> LinkComplaints(std::string_view path, std::string_view text) {
  static const std::regex kLibrary(R"(certsweep::([a-z0-9_]+))");
  const std::string from = RoomOf(path);
  const std::string all(text);
  std::vector<std::string> complaints;
  for (auto match = std::sregex_iterator(all.begin(), all.end(), kLibrary); match != std::sregex_iterator(); ++match) {
    const auto room = RoomsOfLibraries().find((*match)[1].str());
    if (room != RoomsOfLibraries().end() && !MayKnow(from, room->second)) {
      complaints.push_back(std::string(path) + ": " + from + " may not link " + room->second);
    }
  }
  return complaints;
}

}  // namespace certsweep::house
