#include "scanner/targets/target_source.h"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <map>
#include <set>
#include <thread>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "scanner/targets/file_descriptor.h"
#include "tests/scanner/targets/temporary_files.h"

namespace certsweep::scanner {
namespace {

using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::StartsWith;
using ::testing::UnorderedElementsAre;

std::unique_ptr<TargetSource> Open(const TargetOptions& options) {
  auto source = TargetSource::Open(options);
  EXPECT_TRUE(source.ok()) << source.status();
  return source.ok() ? *std::move(source) : nullptr;
}

std::string OpenError(const TargetOptions& options, absl::StatusCode code = absl::StatusCode::kInvalidArgument) {
  const auto source = TargetSource::Open(options);
  EXPECT_EQ(source.status().code(), code) << source.status();
  return std::string(source.status().message());
}

std::vector<probe::Endpoint> All(TargetSource& source) {
  std::vector<probe::Endpoint> endpoints;
  while (true) {
    auto next = source.Next();
    EXPECT_TRUE(next.ok()) << next.status();
    if (!next.ok() || !next->has_value()) break;
    endpoints.push_back(**std::move(next));
  }
  EXPECT_EQ(endpoints.size(), source.size());
  EXPECT_FALSE((*source.Next()).has_value());  // the end stays the end
  return endpoints;
}

// "sps.example@10.0.0.1:443 [sps.example]".
std::string Shown(const probe::Endpoint& endpoint) {
  std::string shown = endpoint.host;
  if (endpoint.address && endpoint.address->ToString() != endpoint.host) {
    absl::StrAppend(&shown, "@", endpoint.address->ToString());
  }
  absl::StrAppend(&shown, ":", endpoint.port, " [");
  for (const std::string& identity : endpoint.identities) {
    absl::StrAppend(&shown, identity == endpoint.identities.front() ? "" : " ", identity);
  }
  return shown + "]";
}

std::vector<std::string> AllShown(TargetSource& source) {
  std::vector<std::string> shown;
  for (const probe::Endpoint& endpoint : All(source)) shown.push_back(Shown(endpoint));
  return shown;
}

std::vector<uint64_t> Counts(const TargetSource& source) {
  const TargetAccounting& counts = source.accounting();
  EXPECT_EQ(counts.lines, counts.targets + counts.duplicates + counts.excluded + counts.skipped);
  return {counts.lines, counts.targets, counts.duplicates, counts.excluded, counts.skipped};
}

TEST(TargetSourceTest, ArgumentsOfEveryKind) {
  const auto source = Open({.arguments = {"SPS.example", "sps.example:4343", "[::1]:8443", "10.0.0.1", "10.1.0.0/31"}});
  EXPECT_THAT(AllShown(*source),
              UnorderedElementsAre("sps.example:443 [sps.example]", "sps.example:4343 [sps.example]", "::1:8443 [::1]",
                                   "10.0.0.1:443 [10.0.0.1]", "10.1.0.0:443 []", "10.1.0.1:443 []"));
  EXPECT_THAT(Counts(*source), ElementsAre(5, 5, 0, 0, 0));
}

TEST(TargetSourceTest, SeveralPortsUnlessATargetHasItsOwn) {
  const auto source = Open({.arguments = {"a.example", "b.example:1", "10.0.0.0/31"}, .ports = {4343, 443, 4343}});
  EXPECT_THAT(AllShown(*source),
              UnorderedElementsAre("a.example:443 [a.example]", "a.example:4343 [a.example]", "b.example:1 [b.example]",
                                   "10.0.0.0:443 []", "10.0.0.0:4343 []", "10.0.0.1:443 []", "10.0.0.1:4343 []"));
  EXPECT_THAT(Counts(*source), ElementsAre(3, 3, 0, 0, 0));
}

TEST(TargetSourceTest, ListsHaveCommentsAndBlankLines) {
  const TemporaryFolder folder;
  const std::string a =
      folder.Write("a", "# ours\n\n  a.example # first\r\nb.example\t# second\n#c.example\n10.0.0.1-2");
  const std::string b = folder.Write("b", "d.example");
  const auto source = Open({.files = {a, b}});
  EXPECT_THAT(AllShown(*source),
              UnorderedElementsAre("a.example:443 [a.example]", "b.example:443 [b.example]",
                                   "d.example:443 [d.example]", "10.0.0.1:443 []", "10.0.0.2:443 []"));
  EXPECT_THAT(Counts(*source), ElementsAre(4, 4, 0, 0, 0));
}

TEST(TargetSourceTest, InventoriesCarryNamesAndColumns) {
  const TemporaryFolder folder;
  const std::string file =
      folder.Write("estate.csv",
                   "\xef\xbb\xbf# the estate\r\n"
                   "Site,host,port,address,names,note\r\n"
                   "HQ,sps-1.example,4343,10.0.0.7,sps-1.example;10.0.0.7,\"two\r\nlines, \"\"quoted\"\"\"\r\n"
                   "\r\n"
                   "# HQ,old.example,,,,\r\n"
                   "Lab,sps-2.example,,,,\r\n");
  const auto source = Open({.files = {file}});
  EXPECT_THAT(source->column_names(), ElementsAre("Site", "note"));
  auto endpoints = All(*source);
  ASSERT_EQ(endpoints.size(), 2u);
  std::sort(endpoints.begin(), endpoints.end(), [](const auto& x, const auto& y) { return x.host < y.host; });
  EXPECT_EQ(Shown(endpoints[0]), "sps-1.example@10.0.0.7:4343 [sps-1.example 10.0.0.7]");
  EXPECT_THAT(endpoints[0].columns, ElementsAre(Pair("Site", "HQ"), Pair("note", "two\nlines, \"quoted\"")));
  EXPECT_EQ(Shown(endpoints[1]), "sps-2.example:443 [sps-2.example]");
  EXPECT_FALSE(endpoints[1].address.has_value());
  EXPECT_THAT(Counts(*source), ElementsAre(2, 2, 0, 0, 0));
}

TEST(TargetSourceTest, StandardInputIsRead) {
  int pipe[2];
  ASSERT_EQ(::pipe(pipe), 0);
  const FileDescriptor input(pipe[0]);
  std::thread writer([fd = pipe[1]] {
    for (const char c : std::string("host,site\na.example,HQ\n")) (void)!::write(fd, &c, 1);
    ::close(fd);
  });
  const auto source = Open({.files = {"-"}, .standard_input = input.get()});
  writer.join();
  const auto endpoints = All(*source);
  ASSERT_EQ(endpoints.size(), 1u);
  EXPECT_THAT(endpoints[0].columns, ElementsAre(Pair("site", "HQ")));
  EXPECT_THAT(OpenError({.files = {"-", "-"}}), HasSubstr("can be read but once"));
}

TEST(TargetSourceTest, DuplicatesAreProbedOnceWithTheIdentitiesOfAll) {
  const TemporaryFolder folder;
  const std::string file = folder.Write("estate.csv",
                                        "host,names,site,rack\n"
                                        "sps.example,b.example;a.example,HQ,\n"
                                        "SPS.example.:443,c.example;a.example,Lab,r7\n"
                                        "sps.example,,,\n");
  const std::string other = folder.Write("other.csv", "host,Rack,owner\nsps.example,r8,me\n");
  const auto source = Open({.arguments = {"sps.example:443"}, .files = {file, other}});
  EXPECT_THAT(source->column_names(), ElementsAre("site", "rack", "owner"));
  const auto endpoints = All(*source);
  ASSERT_EQ(endpoints.size(), 1u);
  EXPECT_EQ(Shown(endpoints[0]), "sps.example:443 [sps.example b.example a.example c.example]");
  EXPECT_THAT(endpoints[0].columns, ElementsAre(Pair("site", "HQ"), Pair("rack", "r7"), Pair("owner", "me")));
  EXPECT_THAT(Counts(*source), ElementsAre(5, 1, 4, 0, 0));
}

TEST(TargetSourceTest, AnotherPortOfALineMakesItATarget) {
  const auto source = Open({.arguments = {"a.example:443", "a.example", "a.example"}, .ports = {443, 4343}});
  EXPECT_EQ(source->size(), 2u);
  EXPECT_THAT(Counts(*source), ElementsAre(3, 2, 1, 0, 0));
}

TEST(TargetSourceTest, ListedAddressesInsideANetworkAreProbedOnce) {
  const auto source = Open({.arguments = {"10.0.0.1", "10.0.0.0/30", "10.0.0.2:443", "10.0.0.3:4343"}});
  EXPECT_THAT(AllShown(*source),
              UnorderedElementsAre("10.0.0.0:443 []", "10.0.0.1:443 [10.0.0.1]", "10.0.0.2:443 [10.0.0.2]",
                                   "10.0.0.3:443 []", "10.0.0.3:4343 [10.0.0.3]"));
  EXPECT_THAT(Counts(*source), ElementsAre(4, 3, 1, 0, 0));
}

TEST(TargetSourceTest, ANetworkThatBringsNothingNewIsADuplicate) {
  const auto source = Open({.arguments = {"10.0.0.0/25", "10.0.0.128/25", "10.0.0.0/24", "10.0.0.7-9", "10.0.0.0/23",
                                          "10.2.0.0", "10.2.0.1", "10.2.0.0/31"}});
  EXPECT_THAT(Counts(*source), ElementsAre(8, 5, 3, 0, 0));
  EXPECT_EQ(source->size(), 514u);
}

TEST(TargetSourceTest, ExcludedIsNeverGiven) {
  const TemporaryFolder folder;
  const std::string never = folder.Write("never", "printer.example\n10.0.0.128/25\n2001:db8::/32\n");
  const std::string csv = folder.Write("estate.csv", "host,address\nsps.example,10.0.0.200\nweb.example,10.0.1.1\n");
  const auto source =
      Open({.arguments = {"10.0.0.0/24", "10.0.0.129", "10.0.0.192/26", "PRINTER.example:9100", "2001:db8::1"},
            .files = {csv},
            .excludes = {never, "10.0.0.5"}});
  std::set<std::string> hosts;
  for (const auto& endpoint : All(*source)) {
    hosts.insert(endpoint.host);
    EXPECT_FALSE(endpoint.address && source->IsExcluded(*endpoint.address)) << Shown(endpoint);
  }
  EXPECT_EQ(hosts.size(), 128u);  // 127 of the network, and one of the inventory
  EXPECT_TRUE(hosts.contains("web.example"));
  EXPECT_FALSE(hosts.contains("10.0.0.5"));
  EXPECT_TRUE(source->IsExcluded(*base::IpAddress::Parse("10.0.0.5")));
  EXPECT_TRUE(source->IsExcluded(*base::IpAddress::Parse("::ffff:10.0.0.5")));
  EXPECT_THAT(Counts(*source), ElementsAre(7, 2, 0, 5, 0));
}

base::ColumnFilter Filter(std::string_view text) { return *base::ColumnFilter::Parse(text); }

TEST(TargetSourceTest, OnlyRowsThatMatchAreGiven) {
  const TemporaryFolder folder;
  const std::string estate =
      folder.Write("estate.csv",
                   "host,Site,owner\na.example,leeds,ann\nb.example,york,ann\nc.example,leeds,bob\n"
                   "d.example,Leeds,ann\n");
  TargetOptions options{.files = {estate}, .where = {Filter("site=leeds")}};
  EXPECT_THAT(AllShown(*Open(options)), UnorderedElementsAre("a.example:443 [a.example]", "c.example:443 [c.example]"));
  EXPECT_THAT(Counts(*Open(options)), ElementsAre(4, 2, 0, 2, 0));
  options.where.push_back(Filter("OWNER=ann"));
  EXPECT_THAT(AllShown(*Open(options)), ElementsAre("a.example:443 [a.example]"));
  EXPECT_THAT(Counts(*Open(options)), ElementsAre(4, 1, 0, 3, 0));
}

TEST(TargetSourceTest, WhatHasNoColumnsDoesNotMatch) {
  const TemporaryFolder folder;
  const std::string estate = folder.Write("estate.csv", "host,site\na.example,leeds\n");
  const std::string other = folder.Write("other.csv", "host,owner\nb.example,ann\nc.example,\n");
  const std::string list = folder.Write("list", "a.example\n10.0.0.0/30\n");
  const TargetOptions options{
      .arguments = {"10.1.0.0/30", "e.example"}, .files = {list, other, estate}, .where = {Filter("site=leeds")}};
  EXPECT_THAT(AllShown(*Open(options)), ElementsAre("a.example:443 [a.example]"));
  EXPECT_THAT(Counts(*Open(options)), ElementsAre(7, 1, 0, 6, 0));
}

TEST(TargetSourceTest, ARowThatDoesNotMatchBringsNoIdentityEither) {
  const TemporaryFolder folder;
  const std::string estate = folder.Write("estate.csv",
                                          "host,names,site\na.example,one.example,leeds\na.example,two.example,york\n"
                                          "a.example,three.example,leeds\nb.example:0,,york\n");
  const TargetOptions options{.files = {estate}, .skip_invalid = true, .where = {Filter("site=leeds")}};
  EXPECT_THAT(AllShown(*Open(options)), ElementsAre("a.example:443 [one.example three.example]"));
  EXPECT_THAT(Counts(*Open(options)), ElementsAre(4, 1, 1, 1, 1)) << "bad lines are bad, whatever they say";
}

TEST(TargetSourceTest, AColumnThatNoInventoryHasIsAnError) {
  const TemporaryFolder folder;
  const std::string estate = folder.Write("estate.csv", "host,site,owner\na.example,leeds,ann\n");
  const auto error = [&](const std::string& file, std::string_view filter) {
    return OpenError({.files = {file}, .skip_invalid = true, .where = {Filter(filter)}});
  };
  EXPECT_EQ(error(estate, "sit=leeds"), "--where: no inventory has a column 'sit' of its own; did you mean 'site'?");
  EXPECT_EQ(error(estate, "building=7"),
            "--where: no inventory has a column 'building' of its own (there are: site, owner)");
  EXPECT_EQ(error(estate, "host=a.example"),
            "--where: no inventory has a column 'host' of its own (there are: site, owner)");
  EXPECT_EQ(error(folder.Write("list", "a.example\n"), "\x1b=x"),
            "--where: no inventory has a column '\\x1b' of its own");
}

TEST(TargetSourceTest, AFilterThatLeavesNothingSaysSo) {
  const TemporaryFolder folder;
  const std::string estate = folder.Write("estate.csv", "host,site\na.example,leeds\n");
  EXPECT_EQ(
      OpenError({.files = {estate}, .where = {Filter("site=york")}}),
      "nothing to scan: of 1 line 1 excluded, 0 invalid and skipped (what --where leaves out counts as excluded)");
}

TEST(TargetSourceTest, TheOtherFamilyCountsAsExcluded) {
  const std::vector<std::string> arguments = {"10.0.0.1", "::1", "10.0.0.0/31", "2001:db8::/127", "a.example"};
  const auto v4 = Open({.arguments = arguments, .ipv6 = false});
  EXPECT_THAT(AllShown(*v4),
              UnorderedElementsAre("10.0.0.1:443 [10.0.0.1]", "10.0.0.0:443 []", "a.example:443 [a.example]"));
  EXPECT_THAT(Counts(*v4), ElementsAre(5, 3, 0, 2, 0));
  const auto v6 = Open({.arguments = arguments, .ipv4 = false});
  EXPECT_EQ(v6->size(), 4u);
  EXPECT_THAT(Counts(*v6), ElementsAre(5, 3, 0, 2, 0));
}

TEST(TargetSourceTest, IdentitiesOfRangesAreAskedFor) {
  const auto address = Open({.arguments = {"10.0.0.0/32"}, .range_identity = RangeIdentity::kAddress});
  EXPECT_THAT(AllShown(*address), ElementsAre("10.0.0.0:443 [10.0.0.0]"));
  const auto ptr = Open({.arguments = {"10.0.0.0/32", "a.example"}, .range_identity = RangeIdentity::kPtr});
  for (const auto& endpoint : All(*ptr)) EXPECT_EQ(endpoint.identity_from_ptr, endpoint.host != "a.example");
}

TEST(TargetSourceTest, PlacesAreThoseOfTheListWhateverTheOrder) {
  const TemporaryFolder folder;
  // The last line is about the first endpoint again: it keeps its place.
  const std::string csv = folder.Write(
      "estate.csv", "host,port,names\nc.example,443,c1\nb.example,443,b1\na.example,443,a1\nc.example,443,c2\n");
  const auto source = Open({.arguments = {"10.0.0.0/30"}, .files = {csv}});
  std::map<uint64_t, std::string> listed;
  size_t unlisted = 0;
  for (const auto& endpoint : All(*source)) {
    if (endpoint.position == probe::kUnlistedPosition) {
      ++unlisted;
    } else {
      listed[endpoint.position] = endpoint.host;
    }
  }
  std::vector<std::string> hosts;
  for (const auto& [position, host] : listed) hosts.push_back(host);
  EXPECT_THAT(hosts, ElementsAre("c.example", "b.example", "a.example"));
  EXPECT_EQ(unlisted, 4u);
}

TEST(TargetSourceTest, AllProblemsAtOnceWithTheirPlaces) {
  const TemporaryFolder folder;
  const std::string csv =
      folder.Write("estate.csv", "host,port\na.example,70000\n\"b\nc\",1\nok.example,\nd.example\n\"e\"x,1\n");
  const std::string list = folder.Write(
      "list", std::string("ok.example\nhost:0\na\0b\n\xff\n", 24) + std::string(10 << 20, 'x') + "\nc d\n");
  const std::string error =
      OpenError({.arguments = {"ok", "10.0.0.0/33"}, .files = {csv, list}, .excludes = {"10.0.0.0/40"}});
  EXPECT_THAT(error, StartsWith("--exclude '10.0.0.0/40': prefix length 40 is not in 0 to 32\n"
                                "argument 2 '10.0.0.0/33': prefix length 33 is not in 0 to 32\n"));
  EXPECT_THAT(error, HasSubstr(csv + ":2: port 70000 is not in 1 to 65535\n" + csv + ":3: "));
  EXPECT_THAT(
      error, HasSubstr(csv + ":6: 1 field, but the header has 2\n" + csv + ":7: text after a field's closing quote\n"));
  EXPECT_THAT(error, HasSubstr(list + ":2: port 0 is not in 1 to 65535\n" + list + ":3: a NUL byte: this is no text\n" +
                               list + ":4: the line is not valid UTF-8\n" + list +
                               ":5: the line is longer than 1048576 bytes\n" + list + ":6: "));
  EXPECT_EQ(std::count(error.begin(), error.end(), '\n'), 10);
}

TEST(TargetSourceTest, ManyProblemsAreCounted) {
  std::string content;
  for (int i = 0; i < 1000; ++i) content += "host:0\n";
  const TemporaryFolder folder;
  EXPECT_THAT(OpenError({.files = {folder.Write("list", content)}}),
              EndsWith(":100: port 0 is not in 1 to 65535\nand 900 more"));
}

TEST(TargetSourceTest, InvalidLinesAreSkippedOnDemand) {
  const TemporaryFolder folder;
  const std::string csv = folder.Write("estate.csv", "host,port\na.example,0\nb.example,\n\"c\"x,\nd.example,1\n");
  const auto source = Open({.arguments = {"10.0.0.300"}, .files = {csv}, .skip_invalid = true});
  EXPECT_THAT(Counts(*source), ElementsAre(5, 2, 0, 0, 3));
  ASSERT_EQ(source->skipped_lines().size(), 3u);
  EXPECT_THAT(source->skipped_lines()[0], HasSubstr("argument 1 '10.0.0.300'"));
  EXPECT_EQ(source->skipped_lines()[1], csv + ":2: port 0 is not in 1 to 65535");
  EXPECT_EQ(source->size(), 2u);
}

TEST(TargetSourceTest, WhatCannotBeUnderstoodIsNotSkipped) {
  const TemporaryFolder folder;
  struct {
    std::string_view content;
    const char* message;
  } const kCases[] = {
      {"host,adress\na,10.0.0.1\n", ":1: column 'adress' is nearly 'address'"},
      {"host,site\na,\"b\nc,d\n", ":2: a quote that is opened here is never closed"},
      {"host,site\na,\"b\nc,d\" x\ne,f\n", ":2: text after a field's closing quote"},
      {"host,\"site\nx\n", ":1: a quote that is opened here is never closed"},
      {"host;port\na;1\n", ":1: the columns are separated by ';'"},
      {"port,names\n1,a\n", ":1: the header has no column 'host'"},
      {"host,stra\xdf"
       "e\na,b\n",
       ":1: the line is not valid UTF-8"},
      {std::string_view("\xff\xfeh\0o\0s\0t\0\n\0", 12), ":1: the text is UTF-16: save it as UTF-8"},
  };
  for (const auto& c : kCases) {
    const std::string file = folder.Write("estate.csv", c.content);
    const std::string error = OpenError({.arguments = {"ok.example"}, .files = {file}, .skip_invalid = true});
    EXPECT_THAT(error, StartsWith(file + c.message)) << c.content;
    EXPECT_THAT(OpenError({.files = {file}}), HasSubstr(file + c.message)) << c.content;
  }
}

TEST(TargetSourceTest, FilesThatCannotBeReadAreToldTogether) {
  const TemporaryFolder folder;
  const std::string missing = folder.Path("missing.csv");
  const std::string error = OpenError({.files = {missing, folder.path()}}, absl::StatusCode::kNotFound);
  EXPECT_THAT(error, HasSubstr(missing + ": No such file"));
  EXPECT_THAT(error, HasSubstr(folder.path() + ": is a folder, not a file"));
  OpenError({.arguments = {"a"}, .excludes = {missing}}, absl::StatusCode::kNotFound);
  OpenError({.files = {folder.path()}});
}

TEST(TargetSourceTest, NothingToScanSaysWhy) {
  const TemporaryFolder folder;
  EXPECT_EQ(OpenError({}), "nothing to scan: no target was given");
  const std::string empty = folder.Write("empty", "# nothing\n\n");
  EXPECT_EQ(OpenError({.files = {empty}}), "nothing to scan: no target in " + empty);
  EXPECT_EQ(OpenError({.files = {folder.Write("header", "host,port\n")}}),
            "nothing to scan: no target in " + folder.Path("header"));
  EXPECT_THAT(OpenError({.arguments = {"10.0.0.1", "x:0"}, .excludes = {"10.0.0.0/8"}, .skip_invalid = true}),
              StartsWith("nothing to scan: of 2 lines 1 excluded, 1 invalid and skipped\nargument 2 'x:0': port 0"));
  EXPECT_THAT(OpenError({.arguments = {"::1"}, .ipv6 = false}), HasSubstr("other family"));
}

TEST(TargetSourceTest, PortsAreChecked) {
  EXPECT_THAT(OpenError({.arguments = {"a"}, .ports = {0}}), HasSubstr("port 0"));
  EXPECT_THAT(OpenError({.arguments = {"a"}, .ports = {}}), HasSubstr("no port"));
}

long PeakKib() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss;
}

TEST(TargetSourceTest, AHugeNetworkIsWalkedNotExpanded) {
  const long before = PeakKib();
  const auto source =
      Open({.arguments = {"10.0.0.0/8", "2001:db8::/96", "10.7.7.7", "a.example"}, .ports = {443, 4343}});
  EXPECT_EQ(source->size(), 2 * ((uint64_t{1} << 24) + (uint64_t{1} << 32)) + 2);
  EXPECT_THAT(Counts(*source), ElementsAre(4, 3, 1, 0, 0));
  std::set<std::string> seen;
  std::set<std::string> networks;
  for (int i = 0; i < 1000; ++i) {
    const auto endpoint = source->Next();
    ASSERT_TRUE(endpoint.ok() && endpoint->has_value());
    EXPECT_TRUE(seen.insert((*endpoint)->Target()).second);
    const std::string host = (*endpoint)->host;
    networks.insert(host.substr(0, host.rfind((*endpoint)->host.find(':') == host.npos ? '.' : ':')));
  }
  EXPECT_GT(networks.size(), 900u);  // no network gets a burst
  EXPECT_LT(PeakKib() - before, 16 << 10);
}

TEST(TargetSourceTest, AListAndANetworkAreInterleavedInProportion) {
  TargetOptions options{.arguments = {"10.0.0.0/22"}};
  for (int i = 0; i < 1024; ++i) options.arguments.push_back("h" + std::to_string(i) + ".example");
  const auto source = Open(options);
  int listed = 0;
  for (int i = 1; i <= 2048; ++i) {
    listed += (*source->Next())->address ? 0 : 1;
    ASSERT_LE(std::abs(listed - i / 2), 1) << i;
  }
}

TEST(TargetSourceTest, ThreadsShareTheWalk) {
  TargetOptions options{.arguments = {"10.0.0.0/22", "10.0.1.0"}};
  for (int i = 0; i < 1000; ++i) options.arguments.push_back("h" + std::to_string(i) + ".example");
  const auto source = Open(options);
  std::vector<std::vector<std::string>> given(4);
  std::vector<std::thread> threads;
  for (auto& mine : given) {
    threads.emplace_back([&mine, &source] {
      for (auto next = source->Next(); next.ok() && next->has_value(); next = source->Next())
        mine.push_back((*next)->Target());
    });
  }
  for (std::thread& thread : threads) thread.join();
  std::set<std::string> all;
  size_t count = 0;
  for (const auto& mine : given) {
    all.insert(mine.begin(), mine.end());
    count += mine.size();
  }
  EXPECT_EQ(all.size(), 2024u);
  EXPECT_EQ(count, 2024u);
}

TEST(TargetSourceTest, TheOrderIsTheSameEveryTime) {
  const TargetOptions options{.arguments = {"10.0.0.0/28", "a.example", "b.example", "c.example", "d.example"}};
  EXPECT_EQ(AllShown(*Open(options)), AllShown(*Open(options)));
}

}  // namespace
}  // namespace certsweep::scanner
