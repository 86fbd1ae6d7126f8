#include "scanner/sinks/csv_sink.h"

#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "scanner/targets/csv_reader.h"
#include "tests/scanner/sinks/results.h"
#include "tests/support/temporary_folder.h"

namespace certsweep::scanner {
namespace {

using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::SizeIs;

constexpr char kHeader[] =
    "target,host,address,port,server_name,identities,time,attempts,verdict,findings,details,mendable,queued,"
    "proof_of_possession,tls_version,cipher,subject,issuer,serial,not_before,not_after,key,signature,dns_names,"
    "ip_addresses,sha256,spki_sha256";

using Table = std::vector<std::vector<std::string>>;

Table Parse(const std::string& text) {
  Table table;
  CsvReader reader;
  std::vector<std::string> lines = absl::StrSplit(text, '\n');
  EXPECT_EQ(lines.back(), "") << "the last line has an end";
  lines.pop_back();
  for (const std::string& line : lines) {
    const absl::StatusOr<CsvReader::Want> want = reader.Feed(line);
    EXPECT_TRUE(want.ok()) << want.status();
    if (want.ok() && *want == CsvReader::Want::kNothing) table.push_back(reader.fields());
  }
  EXPECT_FALSE(reader.in_record());
  return table;
}

class CsvSinkTest : public ::testing::Test {
 protected:
  std::string Written(std::vector<probe::EndpointResult> results, std::vector<std::string> columns = {},
                      OutputMode mode = OutputMode::kReplace) {
    CsvSink sink(*OutputFile::Open(path_, mode), std::move(columns));
    ScanSummary summary;
    EXPECT_TRUE(sink.needs_json());
    EXPECT_TRUE(sink.Write(Batch(std::move(results))).ok());
    EXPECT_TRUE(sink.Finish(summary).ok());
    return test::ReadWholeFile(path_);
  }
  // The only row, by column.
  std::map<std::string, std::string> Row(probe::EndpointResult result, std::vector<std::string> columns = {}) {
    const Table table = Parse(Written({std::move(result)}, std::move(columns)));
    EXPECT_THAT(table, SizeIs(2));
    EXPECT_EQ(table[0].size(), table[1].size());
    std::map<std::string, std::string> row;
    for (size_t i = 0; i < table[0].size(); ++i) row[table[0][i]] = table[1][i];
    return row;
  }
  std::string UserCell(const std::string& value) {
    probe::EndpointResult result = MakeResult("a");
    result.endpoint.columns = {{"owner", value}};
    return Row(std::move(result), {"owner"})["owner"];
  }

  const test::TemporaryFolder folder_;
  const std::string path_ = folder_.Path("run.csv");
};

TEST_F(CsvSinkTest, AScanWithoutResultsHasAHeader) {
  CsvSink sink(*OutputFile::Open(path_, OutputMode::kReplace), {"owner"});
  ScanSummary summary;
  ASSERT_TRUE(sink.Finish(summary).ok());
  EXPECT_EQ(test::ReadWholeFile(path_), std::string(kHeader) + ",owner\n");
}

TEST_F(CsvSinkTest, OneHeaderAndOneRowAResult) {
  const Table table = Parse(Written({MakeResult("b"), MakeResult("a")}));
  ASSERT_THAT(table, SizeIs(3));
  EXPECT_EQ(table[1][1], "b");
  EXPECT_EQ(table[2][1], "a");
}

TEST_F(CsvSinkTest, GoesOnWithoutASecondHeader) {
  const std::string first = Written({MakeResult("a")}, {"owner"});
  test::WriteWholeFile(path_, first + "torn,\"row\n");
  const Table table = Parse(Written({MakeResult("b")}, {"owner"}, OutputMode::kAppendCsv));
  ASSERT_THAT(table, SizeIs(3));
  EXPECT_EQ(table[0][0], "target");
  EXPECT_EQ(table[2][1], "b");
}

TEST_F(CsvSinkTest, WhatWasNotSeenIsEmpty) {
  probe::EndpointResult result = MakeResult("sps-1.corp.example", pki::Verdict::kUnreachable);
  result.endpoint.address.reset();
  result.findings = {pki::MakeFinding(pki::FindingCode::kDnsFailure, std::nullopt, "no such name")};
  EXPECT_EQ(Written({result}), std::string(kHeader) +
                                   "\nsps-1.corp.example:4343,sps-1.corp.example,,4343,,,2026-01-02T03:04:05Z,1,"
                                   "unreachable,dns_failure,dns_failure: no such name,false,,,,,,,,,,,,,,,\n");
}

TEST_F(CsvSinkTest, SaysAllThatIsKnown) {
  const test::TestCertificate root = test::CertificateBuilder("Root").Ca().Build();
  const test::TestCertificate leaf = test::CertificateBuilder("sps-1")
                                         .Serial(255)
                                         .Dns("sps-1.corp.example")
                                         .Dns("b.example")
                                         .Ip("10.0.0.1")
                                         .Ip("2001:db8::1")
                                         .IssuedBy(root)
                                         .Build();
  probe::EndpointResult result = MakeResult("2001:db8::1", pki::Verdict::kNoncompliant);
  result.endpoint.address = base::IpAddress::Parse("2001:db8::1");
  result.endpoint.identities = {"sps-1.corp.example", "2001:db8::1"};
  result.server_name = "sps-1.corp.example";
  result.mendable = true;
  result.queued = false;
  result.certificate_seen = result.proof_of_possession = result.tls_seen = true;
  result.version = 0x0304;
  result.cipher_suite = 0x1301;
  result.findings = {pki::MakeFinding(pki::FindingCode::kExpired, 0, "since yesterday"),
                     pki::MakeFinding(pki::FindingCode::kWeakKey, 0, "RSA 1024 bits, policy asks for 2048")};
  result.chain = {{leaf.Parse(), ""}, {root.Parse(), ""}};
  EXPECT_EQ(
      Written({result}),
      absl::StrCat(kHeader,
                   "\n[2001:db8::1]:4343,2001:db8::1,2001:db8::1,4343,sps-1.corp.example,"
                   "sps-1.corp.example;2001:db8::1,2026-01-02T03:04:05Z,1,noncompliant,expired;weak_key,"
                   "\"expired: since yesterday; weak_key: RSA 1024 bits, policy asks for 2048\",true,false,true,"
                   "TLSv1.3,TLS_AES_128_GCM_SHA256,CN=sps-1,CN=Root,ff,2024-01-01T00:00:00Z,2034-01-01T00:00:00Z,"
                   "EC P-256,ecdsa-with-SHA256,sps-1.corp.example;b.example,10.0.0.1;2001:db8::1,",
                   base::HexEncode(leaf.Parse()->sha256()), ",", base::HexEncode(leaf.Parse()->spki_sha256()), "\n"));
}

TEST_F(CsvSinkTest, AnUnreadableLeafHasEmptyCells) {
  probe::EndpointResult result = MakeResult("a", pki::Verdict::kNoncompliant);
  result.certificate_seen = true;
  result.chain = {{nullptr, "cut off"}};
  const auto row = Row(result);
  EXPECT_EQ(row.at("subject"), "");
  EXPECT_EQ(row.at("sha256"), "");
  EXPECT_EQ(row.at("proof_of_possession"), "false");
}

TEST_F(CsvSinkTest, UserColumnsComeInTheOrderOfTheHeader) {
  probe::EndpointResult first = MakeResult("a");
  first.endpoint.columns = {{"site", "leeds"}, {"owner", "ops"}};
  probe::EndpointResult second = MakeResult("b");
  second.endpoint.columns = {{"owner", "dev"}};
  const Table table = Parse(Written({first, second}, {"owner", "site"}));
  const size_t own = table[0].size() - 2;
  EXPECT_THAT(std::vector(table[0].begin() + static_cast<ptrdiff_t>(own), table[0].end()),
              ElementsAre("owner", "site"));
  EXPECT_THAT(std::vector(table[1].begin() + static_cast<ptrdiff_t>(own), table[1].end()), ElementsAre("ops", "leeds"));
  EXPECT_THAT(std::vector(table[2].begin() + static_cast<ptrdiff_t>(own), table[2].end()), ElementsAre("dev", ""));
}

TEST_F(CsvSinkTest, QuotesAsRfc4180Says) {
  probe::EndpointResult result = MakeResult("a");
  result.endpoint.columns = {{"w", "plain; 'text'"}, {"x", "a,b"}, {"y", "say \"hi\""}, {"z", "two\nlines"}};
  EXPECT_THAT(Written({result}, {"w", "x", "y", "z"}),
              EndsWith(",plain; 'text',\"a,b\",\"say \"\"hi\"\"\",\"two\nlines\"\n"));
}

TEST_F(CsvSinkTest, UserTextIsCarriedThrough) {
  for (const std::string value : {"Zoë, 2nd floor", "-", "-12.5", "+49 (89) 1234-56", "a=b", "two\nlines", "tab\there",
                                  " leading blank", "'quoted'", ""}) {
    EXPECT_EQ(UserCell(value), value);
  }
  const std::string large(65536, 'x');
  EXPECT_EQ(UserCell(large), large);
}

TEST_F(CsvSinkTest, FormulasBecomeText) {
  for (const std::string formula : {"=1+1", "=cmd|' /C calc'!A0", "+1+1", "-1+1", "+SUM(A1)", "-cmd", "@SUM(A1)",
                                    "\t=1", "\n=1", "＝1", "＋1", "－1", "＠1"}) {
    EXPECT_EQ(UserCell(formula), "'" + formula);
  }
  EXPECT_EQ(UserCell("\r=1"), "\\x0d=1");
}

TEST_F(CsvSinkTest, AFormulaInACertificateBecomesText) {
  const test::TestCertificate leaf =
      test::CertificateBuilder("=1").RawSerial("\xff").Dns("=HYPERLINK(\"http://x\")").Build();
  probe::EndpointResult result = MakeResult("a");
  result.chain = {{leaf.Parse(), ""}};
  const auto row = Row(result);
  EXPECT_EQ(row.at("dns_names"), "'=HYPERLINK(\"http://x\")");
  EXPECT_EQ(row.at("subject"), "CN==1");
  EXPECT_THAT(row.at("serial"), testing::StartsWith("'-"));
}

TEST_F(CsvSinkTest, NothingThatATerminalObeysPasses) {
  const test::TestCertificate leaf = test::CertificateBuilder(kHostileText).Dns(kHostileText).Build();
  probe::EndpointResult result = MakeResult(kHostileText, pki::Verdict::kNoncompliant);
  result.server_name = kHostileText;
  result.endpoint.identities = {kHostileText};
  result.endpoint.columns = {{kHostileText, kHostileText}};
  result.findings = {pki::MakeFinding(pki::FindingCode::kNameMismatch, 0, kHostileText)};
  result.chain = {{leaf.Parse(), ""}};
  const std::string text = Written({result}, {kHostileText});
  EXPECT_TRUE(IsHarmless(text)) << testing::PrintToString(text);
  const Table table = Parse(text);
  ASSERT_THAT(table, SizeIs(2));
  EXPECT_EQ(table[0].size(), table[1].size());
  EXPECT_THAT(table[1].back(), HasSubstr("\\x1b[2J"));
}

TEST_F(CsvSinkTest, ACellOfAPeerFitsASpreadsheet) {
  test::CertificateBuilder builder(std::string(65536, 'n'));
  for (int i = 0; i < 5000; ++i) builder.Dns(absl::StrCat("name-", i, ".example"));
  probe::EndpointResult result = MakeResult("a");
  result.findings = {pki::MakeFinding(pki::FindingCode::kNameMismatch, 0, std::string(65536, 'm'))};
  result.chain = {{builder.Build().Parse(), ""}};
  for (const auto& [column, cell] : Row(result)) EXPECT_LE(cell.size(), 32'000u) << column;
}

TEST_F(CsvSinkTest, AUserColumnNamedLikeOursIsToldApart) {
  probe::EndpointResult result = MakeResult("a");
  result.endpoint.columns = {{"verdict", "old"}, {"inventory_verdict", "older"}, {"Target", "x"}};
  const auto row = Row(result, {"verdict", "inventory_verdict", "Target"});
  EXPECT_EQ(row.at("verdict"), "compliant");
  EXPECT_EQ(row.at("inventory_inventory_verdict"), "old");
  EXPECT_EQ(row.at("inventory_verdict"), "older");
  EXPECT_EQ(row.at("inventory_Target"), "x");
}

TEST_F(CsvSinkTest, AFullDeviceIsTold) {
  ScanSummary summary;
  CsvSink sink(*OutputFile::Open("/dev/full", OutputMode::kReplace), {});
  EXPECT_EQ(sink.Write(Batch({MakeResult("a")})).code(), absl::StatusCode::kResourceExhausted);
  CsvSink empty(*OutputFile::Open("/dev/full", OutputMode::kReplace), {});
  EXPECT_EQ(empty.Finish(summary).code(), absl::StatusCode::kResourceExhausted);
}

TEST_F(CsvSinkTest, WhatIsWaivedSaysSo) {
  probe::EndpointResult result = MakeResult("a");
  result.findings = {pki::MakeFinding(pki::FindingCode::kExpired, 0, "expired long ago"),
                     pki::MakeFinding(pki::FindingCode::kWeakKey, 0, "short")};
  result.findings[0].waiver = "CHG-1 \x1b[2J";
  std::map<std::string, std::string> row = Row(std::move(result));
  EXPECT_EQ(row["findings"], "expired;weak_key");
  EXPECT_EQ(row["details"], "expired: expired long ago (waived: CHG-1 \\x1b[2J); weak_key: short");
}

}  // namespace
}  // namespace certsweep::scanner
