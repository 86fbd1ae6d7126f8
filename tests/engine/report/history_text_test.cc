#include "engine/report/history_text.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/engine/report/change_rows.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/test_certificates.h"

namespace certsweep::report {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr auto kBad = pki::Verdict::kNoncompliant;

class HistoryTextTest : public testing::Test {
 protected:
  EndpointHistory HistoryOf(const std::string& host) {
    EndpointHistory found;
    uint64_t count = 0;
    const absl::Status status =
        VisitEndpointHistories(*estate_, {.host = host}, &count, [&found](const EndpointHistory& one) {
          found = one;
          return absl::OkStatus();
        });
    EXPECT_TRUE(status.ok()) << status;
    EXPECT_EQ(count, 1u);
    return found;
  }

  const test::TemporaryFolder folder_;
  const std::unique_ptr<estate::Estate> estate_ = OpenRecord(folder_.Path("estate.db"));
};

TEST_F(HistoryTextTest, HowItIsAndHowItWas) {
  AddRun(*estate_, {{.host = "a", .certificate = "one"}});
  AddRun(*estate_, {{.host = "a", .verdict = kBad, .findings = {{"expired"}}, .certificate = "one"}});
  const std::string sha256 = base::HexEncode(base::Sha256(base::AsBytes("one")));
  EXPECT_EQ(RenderHistory(HistoryOf("a"), 2, {}),
            "a:443 at 10.0.0.1\n"
            "  now         noncompliant (run 2, 2026-01-02T03:04:05Z)\n"
            "  first seen  run 1, 2026-01-02T03:04:05Z\n"
            "  TLS         TLSv1.3\n"
            "  leaf        CN=one, EC P-256, issued by CN=Issuing, 2025-01-01 to 2027-01-01\n"
            "              SHA-256 " +
                sha256 +
                "\n"
                "  findings    expired: expired it is\n"
                "  history\n"
                "    RUNS   FROM        TO          VERDICT       FINDINGS  LEAF\n"
                "    run 1  2026-01-02  2026-01-02  compliant               " +
                sha256.substr(0, 16) +
                " EC P-256, CN=Issuing, until 2027-01-01\n"
                "    run 2  2026-01-02  2026-01-02  noncompliant  expired   " +
                sha256.substr(0, 16) +
                " EC P-256, CN=Issuing, until 2027-01-01\n"
                "  certificates served\n"
                "    SHA-256           AS    IN           VALID  SUBJECT\n"
                "    " +
                sha256.substr(0, 16) + "  leaf  runs 1 to 2         can't be read\n");
}

TEST_F(HistoryTextTest, AnEndpointThatTheLatestRunLacks) {
  AddRun(*estate_, {{.host = "2001:db8::1", .verdict = pki::Verdict::kUnreachable, .address = "2001:db8::1"}});
  EXPECT_THAT(RenderHistory(HistoryOf("2001:db8::1"), 7, {}),
              AllOf(StartsWith("[2001:db8::1]:443\n"), HasSubstr("last        unreachable (run 1"),
                    HasSubstr("run 7, the latest, does not have it")));
}

TEST_F(HistoryTextTest, SharedKeysAndRequests) {
  std::vector<RowSpec> rows;
  for (int i = 0; i < 23; ++i) {
    const std::string host = "h" + std::to_string(i);
    rows.push_back({.host = host, .certificate = "of " + host, .key = "k"});
  }
  AddRun(*estate_, rows);
  EndpointHistory history = HistoryOf("h0");
  history.requests = {{.endpoint = history.endpoint,
                       .codes = "expired",
                       .identities = {},
                       .first_seen_run = 3,
                       .last_seen_run = 5,
                       .closed_run = 6},
                      {.endpoint = history.endpoint,
                       .codes = "weak_key",
                       .identities = {},
                       .first_seen_run = 7,
                       .last_seen_run = 9,
                       .closed_run = {}}};
  EXPECT_THAT(RenderHistory(history, 1, {}),
              AllOf(HasSubstr("its private key is also that of 22 other endpoints:"), HasSubstr("and 2 more"),
                    HasSubstr("asked for by run 3, closed by run 6: expired"),
                    HasSubstr("asked for by run 7, open, last asked for by run 9: weak_key")));
}

TEST_F(HistoryTextTest, EachReplacement) {
  AddRun(*estate_, {{.host = "a", .certificate = "one"}});
  EndpointHistory history = HistoryOf("a");
  history.replacements = {{.job = 3,
                           .begun = kRowTime,
                           .changed = kRowTime + 60,
                           .state = "verified",
                           .detail = "",
                           .ended = true,
                           .change_id = "CHG1",
                           .pem_path = "/etc/server.pem",
                           .leaf_sha256 = std::string(64, 'a'),
                           .events = {}},
                          {.job = 12,
                           .begun = kRowTime,
                           .changed = kRowTime,
                           .state = "pending",
                           .detail = "request 7\x1b[2J",
                           .ended = false,
                           .change_id = "",
                           .pem_path = "/etc/server.pem",
                           .leaf_sha256 = "",
                           .events = {}}};
  EXPECT_THAT(
      RenderHistory(history, 1, {}),
      HasSubstr("  replacements\n"
                "    JOB  STATE     BEGUN                 SINCE                 CHANGE  CERTIFICATE       DETAIL\n"
                "    3    verified  2026-01-02T03:04:05Z  2026-01-02T03:05:05Z  CHG1    aaaaaaaaaaaaaaaa\n"
                "    12   pending   2026-01-02T03:04:05Z  2026-01-02T03:04:05Z                            request "
                "7\\x1b[2J\n"));
}

TEST_F(HistoryTextTest, EveryCertificateAsPem) {
  const std::string first = test::CertificateBuilder("one").Build().der;
  const std::string second = test::CertificateBuilder("two").Build().der;
  AddRun(*estate_, {{.host = "a", .certificate = first}});
  AddRun(*estate_, {{.host = "a", .certificate = second, .time = kRowTime + 86400}});
  const std::string pem = RenderHistoryPem(HistoryOf("a"));
  EXPECT_THAT(pem, StartsWith("# leaf of a:443 at 10.0.0.1: CN=one, SHA-256 " +
                              base::HexEncode(base::Sha256(base::AsBytes(first))) +
                              ", served 2026-01-02 to 2026-01-02 (run 1)\n-----BEGIN CERTIFICATE-----\n"));
  EXPECT_THAT(pem, HasSubstr("-----END CERTIFICATE-----\n# leaf of a:443 at 10.0.0.1: CN=two, SHA-256 "));
}

TEST_F(HistoryTextTest, StrangersAreMadeVisible) {
  AddRun(*estate_, {{.host = "a\x1b[2J", .verdict = kBad, .findings = {{"\x1b]0;x"}}, .certificate = "\x1b[31m\nx"}});
  const EndpointHistory history = HistoryOf("a\x1b[2J");
  EXPECT_THAT(RenderHistory(history, 1, {}), AllOf(Not(HasSubstr("\x1b")), HasSubstr("CN=\\x1b[31m\\x0ax")));
  EXPECT_THAT(RenderHistoryPem(history), Not(HasSubstr("\x1b")));
}

}  // namespace
}  // namespace certsweep::report
