// The accounting of targets against an oracle that is too simple to be wrong: sets of endpoints, expanded.

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "scanner/targets/target_source.h"
#include "tests/scanner/targets/temporary_files.h"

namespace certsweep::scanner {
namespace {

using Key = std::tuple<std::string, std::string, int>;  // host, address ("" where it is to be resolved), port

struct OracleLine {
  std::vector<Key> endpoints;
  std::vector<std::string> identities;  // of a line that lists a host
  bool listed = false;
  bool invalid = false;
};

std::string Address(unsigned n) { return absl::StrCat("10.0.0.", n); }

// Lines over a small world, so that they meet: 8 names, 16 addresses, 3 ports.
class World {
 public:
  explicit World(unsigned seed) : random_(seed) {
    ports_ = Pick(2) == 0 ? std::vector<uint16_t>{443} : std::vector<uint16_t>{443, 4343};
  }

  unsigned Pick(unsigned below) { return static_cast<unsigned>(random_() % below); }
  const std::vector<uint16_t>& ports() const { return ports_; }

  std::string ListLine(OracleLine& line) {
    switch (Pick(6)) {
      case 0:
        line.invalid = true;
        return "host:0";
      case 1: {
        const unsigned bits = Pick(5);
        const unsigned first = Pick(16) >> bits << bits;
        AddRange(first, first + (1U << bits) - 1, line);
        return absl::StrCat(Address(first), "/", 32 - bits);
      }
      case 2: {
        const unsigned first = Pick(16);
        const unsigned last = first + Pick(16 - first);
        AddRange(first, last, line);
        return absl::StrCat(Address(first), "-", last);
      }
      default: {
        const std::string host = Host();
        return host + HostPort(host, host.starts_with("10.") ? host : "", line);
      }
    }
  }

  std::string InventoryLine(OracleLine& line) {
    const std::string host = Host();
    std::string address = host.starts_with("10.") ? host : "";
    std::string text_address;
    if (Pick(3) == 0) text_address = address = Address(Pick(16));
    const std::string port = HostPort(host, address, line);
    std::string names;
    if (Pick(2) == 0) {
      line.identities.clear();
      for (unsigned i = 0; i <= Pick(3); ++i) {
        line.identities.push_back(absl::StrCat("n", Pick(5), ".example"));
        names += (i == 0 ? "" : ";") + line.identities.back();
      }
    }
    return absl::StrCat(host, ",", port.empty() ? "" : port.substr(1), ",", text_address, ",", names);
  }

 private:
  std::string Host() { return Pick(2) == 0 ? Address(Pick(16)) : absl::StrCat("h", Pick(8), ".example"); }

  void AddRange(unsigned first, unsigned last, OracleLine& line) {
    for (unsigned n = first; n <= last; ++n) {
      for (const uint16_t port : ports_) line.endpoints.emplace_back(Address(n), Address(n), port);
    }
  }

  // Fills the line, and gives its ":port" or nothing.
  std::string HostPort(const std::string& host, const std::string& address, OracleLine& line) {
    line.listed = true;
    line.identities = {host};
    const int own = std::vector<int>{0, 443, 4343, 8443}[Pick(4)];
    if (own != 0) {
      line.endpoints.emplace_back(host, address, own);
      return absl::StrCat(":", own);
    }
    for (const uint16_t port : ports_) line.endpoints.emplace_back(host, address, port);
    return "";
  }

  std::mt19937 random_;
  std::vector<uint16_t> ports_;
};

struct Oracle {
  TargetAccounting counts;
  std::map<Key, std::vector<std::string>> endpoints;

  void Take(const OracleLine& line, const std::set<std::string>& excluded) {
    ++counts.lines;
    if (line.invalid) {
      ++counts.skipped;
      return;
    }
    bool any = false;
    bool is_new = false;
    for (const Key& key : line.endpoints) {
      if (excluded.contains(std::get<0>(key)) || excluded.contains(std::get<1>(key))) continue;
      any = true;
      const auto [at, inserted] = endpoints.try_emplace(key);
      is_new = is_new || inserted;
      for (const std::string& identity : line.identities) {
        if (std::find(at->second.begin(), at->second.end(), identity) == at->second.end())
          at->second.push_back(identity);
      }
    }
    ++(!any ? counts.excluded : is_new ? counts.targets : counts.duplicates);
  }
};

void CheckOneWorld(unsigned seed) {
  World world(seed);
  const TemporaryFolder folder;
  std::set<std::string> excluded;
  std::string exclusion_file = "# none of these\n";
  for (unsigned i = 0; i < world.Pick(4); ++i) {
    excluded.insert(world.Pick(2) == 0 ? Address(world.Pick(16)) : absl::StrCat("h", world.Pick(8), ".example"));
  }
  for (const std::string& text : excluded) exclusion_file += text + "\n";

  Oracle oracle;
  TargetOptions options{.ports = world.ports(), .skip_invalid = true};
  options.excludes.push_back(folder.Write("never", exclusion_file));
  for (unsigned i = 0; i < world.Pick(5); ++i) {
    OracleLine line;
    options.arguments.push_back(world.ListLine(line));
    oracle.Take(line, excluded);
  }
  for (int file = 0; file < 3; ++file) {
    const bool inventory = world.Pick(2) == 0;
    std::string content = inventory ? "host,port,address,names\n" : "";
    for (unsigned i = 0; i < world.Pick(12); ++i) {
      OracleLine line;
      content += (inventory ? world.InventoryLine(line) : world.ListLine(line)) + "\n";
      oracle.Take(line, excluded);
    }
    options.files.push_back(folder.Write(absl::StrCat("file", file), content));
  }

  const auto source = TargetSource::Open(options);
  if (oracle.endpoints.empty()) {
    EXPECT_EQ(source.status().code(), absl::StatusCode::kInvalidArgument);
    return;
  }
  ASSERT_TRUE(source.ok()) << source.status();
  const TargetAccounting& counts = (*source)->accounting();
  EXPECT_EQ(counts.lines, oracle.counts.lines);
  EXPECT_EQ(counts.targets, oracle.counts.targets);
  EXPECT_EQ(counts.duplicates, oracle.counts.duplicates);
  EXPECT_EQ(counts.excluded, oracle.counts.excluded);
  EXPECT_EQ(counts.skipped, oracle.counts.skipped);
  EXPECT_EQ((*source)->size(), oracle.endpoints.size());

  std::map<Key, std::vector<std::string>> given;
  for (auto next = (*source)->Next(); next.ok() && next->has_value(); next = (*source)->Next()) {
    const probe::Endpoint& endpoint = **next;
    const Key key{endpoint.host, endpoint.address ? endpoint.address->ToString() : "", endpoint.port};
    EXPECT_TRUE(given.emplace(key, endpoint.identities).second) << endpoint.Target();
  }
  EXPECT_EQ(given, oracle.endpoints);
}

TEST(TargetAccountingTest, AgreesWithSets) {
  for (unsigned seed = 0; seed < 500; ++seed) {
    CheckOneWorld(seed);
    if (HasFailure()) FAIL() << "seed " << seed;
  }
}

}  // namespace
}  // namespace certsweep::scanner
