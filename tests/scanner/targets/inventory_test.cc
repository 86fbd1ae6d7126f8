#include "scanner/targets/inventory.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace certsweep::scanner {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

using Fields = std::vector<std::string>;

InventoryHeader Header(const Fields& fields) {
  auto header = InventoryHeader::Parse(fields);
  EXPECT_TRUE(header.ok()) << header.status();
  return *header;
}

TEST(InventoryTest, TellsAHeaderFromATarget) {
  for (const char* line : {"host", "Host", "\"host\"", "host,port", " port , host ", "site,Host", "hots,site",
                           "host;port", "host\tport", "adress,x", "\"host\",\"site\""}) {
    EXPECT_TRUE(InventoryHeader::LooksLike(line)) << line;
  }
  for (const char* line : {"sps.example", "hosts", "10.0.0.1", "", "a,b", "host.example", "host:443", "os,site"}) {
    EXPECT_FALSE(InventoryHeader::LooksLike(line)) << line;
  }
}

TEST(InventoryTest, KnowsSlipsFromColumnsOfOnesOwn) {
  struct {
    const char* name;
    const char* nearest;  // empty: the user's own
  } const kCases[] = {
      {"host", "host"},
      {"hots", "host"},
      {"hosts", "host"},
      {"Hos", "host"},
      {"prot", "port"},
      {"ports", "port"},
      {"adress", "address"},
      {"addres", "address"},
      {"ip_address", "address"},
      {"adresse", "address"},
      {"name", "names"},
      {"names s", "names"},
      {"naems", "names"},
      {"os", ""},
      {"notes", ""},
      {"zone", ""},
      {"site", ""},
      {"type", ""},
      {"date", ""},
      {"owner", ""},
      {"ssh_host", "ssh_host"},
      {"ssh_hosts", "ssh_host"},
      {"SSH Host", "ssh_host"},
      {"ssh_prot", "ssh_port"},
      {"ssh_usr", "ssh_user"},
      {"ssh_host_key", "ssh_host_key"},
      {"ssh_hostkey", "ssh_host_key"},
      {"pem_paht", "pem_path"},
      {"profiles", "profile"},
      {"ssh_note", ""},
      {"file", ""},
      {"mac_address", ""},
      {"hostname", ""},
      {"role", ""},
      {"a_very_long_name_of_a_column", ""},
  };
  for (const auto& c : kCases) EXPECT_EQ(NearestColumn(c.name).value_or(""), c.nearest) << c.name;
}

TEST(InventoryTest, KeepsTheUsersColumns) {
  const InventoryHeader header = Header({"Site", " HOST ", "Rack", "port"});
  EXPECT_THAT(header.own_columns(), ElementsAre("Site", "Rack"));
  const auto row = header.ParseRow({" HQ", "sps.example", "r, 1", "4343"});
  ASSERT_TRUE(row.ok());
  EXPECT_THAT(row->values, ElementsAre(" HQ", "r, 1"));
  EXPECT_EQ(row->target.port, 4343);
}

TEST(InventoryTest, CarriesThroughWhatAReplacementReads) {
  const InventoryHeader header =
      Header({"host", "ssh_host", "SSH_Port", "ssh_user", "ssh_host_key", "pem_path", "profile", "names"});
  EXPECT_THAT(header.own_columns(),
              ElementsAre("ssh_host", "SSH_Port", "ssh_user", "ssh_host_key", "pem_path", "profile"));
  const auto row = header.ParseRow({"sps.example", "no host!", "-1", "", "SHA256:x", "relative", "toaster", ""});
  ASSERT_TRUE(row.ok()) << row.status();
  EXPECT_THAT(row->values, ElementsAre("no host!", "-1", "", "SHA256:x", "relative", "toaster"));
}

TEST(InventoryTest, RefusesBadHeadersWithAllTheirProblems) {
  struct {
    Fields fields;
    const char* message;
  } const kCases[] = {
      {{"host", "adress"}, "column 'adress' is nearly 'address'"},
      {{"host", "ssh_hosts"}, "column 'ssh_hosts' is nearly 'ssh_host'"},
      {{"hots", "port"}, "column 'hots' is nearly 'host'"},
      {{"host", "host"}, "column 'host' comes twice"},
      {{"host", "Site", "site"}, "column 'site' comes twice"},
      {{"host", ""}, "column 2 has no name"},
      {{"port", "names"}, "the header has no column 'host'"},
      {{"host;port;names"}, "separated by ';'"},
      {{"host", "prot", "name"},
       "'prot' is nearly 'port': correct it, or name a column of your own differently\ncolumn 'name'"},
      {Fields(1001, "x"), "1001 columns"},
  };
  for (const auto& c : kCases) {
    const auto header = InventoryHeader::Parse(c.fields);
    ASSERT_FALSE(header.ok()) << c.message;
    EXPECT_THAT(std::string(header.status().message()), HasSubstr(c.message));
  }
}

TEST(InventoryTest, ReadsRows) {
  const InventoryHeader header = Header({"host", "port", "address", "names"});
  struct {
    Fields fields;
    const char* target;
    const char* address;  // empty: to be resolved
    Fields identities;
  } const kCases[] = {
      {{"SPS.example", "", "", ""}, "sps.example", "", {"sps.example"}},
      {{"sps.example:4343", "", "", ""}, "sps.example:4343", "", {"sps.example"}},
      {{"sps.example:4343", "4343", "", ""}, "sps.example:4343", "", {"sps.example"}},
      {{"sps.example", " 8443 ", "10.0.0.1", ""}, "sps.example:8443", "10.0.0.1", {"sps.example"}},
      {{"10.0.0.1", "", "", ""}, "10.0.0.1", "10.0.0.1", {"10.0.0.1"}},
      {{"sps", "", "::ffff:10.0.0.1", "A.example; 10.0.0.1 ;;a.example."},
       "sps",
       "10.0.0.1",
       {"a.example", "10.0.0.1"}},
      {{"sps", "", "2001:db8::1", "[2001:DB8::1]"}, "sps", "2001:db8::1", {"2001:db8::1"}},
      {{"sps", "", "", " ; "}, "sps", "", {"sps"}},
  };
  for (const auto& c : kCases) {
    const auto row = header.ParseRow(c.fields);
    ASSERT_TRUE(row.ok()) << c.fields[0] << row.status();
    probe::HostTarget shown = row->target;
    shown.address.reset();
    EXPECT_EQ(probe::TargetText(shown), c.target);
    EXPECT_EQ(row->target.address ? row->target.address->ToString() : "", c.address);
    EXPECT_EQ(row->identities, c.identities);
  }
}

TEST(InventoryTest, SaysWhatIsWrongWithARow) {
  const InventoryHeader header = Header({"host", "port", "address", "names"});
  struct {
    Fields fields;
    const char* message;
  } const kCases[] = {
      {{"sps", "", ""}, "3 fields, but the header has 4"},
      {{"sps"}, "1 field, but the header has 4"},
      {{"sps", "", "", "", ""}, "5 fields, but the header has 4"},
      {{" ", "", "", ""}, "the host is empty"},
      {{"sps", "70000", "", ""}, "port 70000 is not in 1 to 65535"},
      {{"sps", "https", "", ""}, "port 'https' is not a number"},
      {{"sps:1", "2", "", ""}, "another port"},
      {{"sps", "", "sps", ""}, "'sps' is no IPv4 or IPv6 address"},
      {{"sps", "", "10.0.0.0/24", ""}, "is no IPv4 or IPv6 address"},
      {{"sps", "", "", "a..b"}, "names: "},
      {{"sps", "", "", "*.example"}, "names: "},
      {{"10.0.0.0/24", "", "", ""}, "a network or a range where a host is expected"},
      {{"10.0.0.1-9", "", "", ""}, "a network or a range where a host is expected"},
  };
  for (const auto& c : kCases) {
    const auto row = header.ParseRow(c.fields);
    ASSERT_FALSE(row.ok()) << c.message;
    EXPECT_THAT(std::string(row.status().message()), HasSubstr(c.message));
  }
}

}  // namespace
}  // namespace certsweep::scanner
