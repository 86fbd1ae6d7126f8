#include "engine/report/prometheus_report.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/engine/report/report_record.h"
#include "tests/support/prometheus_text_reader.h"

namespace certsweep::report {
namespace {

using pki::Verdict;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Key;
using ::testing::Not;
using ::testing::Pair;

class PrometheusReportTest : public ::testing::Test {
 protected:
  test::PrometheusSamples Read(const estate::RunInfo& run, bool per_endpoint = false) {
    test::PrometheusSamples samples = test::ReadPrometheusText(WrittenBy([&](const TextSink& sink) {
      return WritePrometheusReport(record_.estate(), run, {.per_endpoint = per_endpoint}, sink);
    }));
    EXPECT_THAT(samples.complaints, IsEmpty());
    return samples;
  }

  ReportRecord record_;
};

const std::vector<Shown>& Results() {
  static const std::vector<Shown> results = {
      {.host = "a.example", .not_after = kEnded + 20 * kDay, .key = "shared"},
      {.host = "b.example",
       .verdict = Verdict::kNoncompliant,
       .findings = FindingJson("expired", "fail") + "," + FindingJson("tls_alert", "info"),
       .not_after = kEnded - kDay,
       .key = "shared",
       .queued = true},
      {.host = "c.example",
       .address = "",
       .verdict = Verdict::kUnreachable,
       .findings = FindingJson("dns_failure", "fail")},
      {.host = "d.example",
       .findings = FindingJson("weak_key", "fail", R"(,"waived":true,"waiver":"gone soon")"),
       .not_after = kEnded + 5 * kDay},
      {.host = "e.example", .verdict = Verdict::kNotJudged, .findings = FindingJson("of_tomorrow", "warn")},
  };
  return results;
}

TEST_F(PrometheusReportTest, EveryMetric) {
  const test::PrometheusSamples samples = Read(record_.Run(Results()));
  EXPECT_THAT(samples.metrics, ElementsAre("certsweep_run_number", "certsweep_run_start_timestamp_seconds",
                                           "certsweep_run_end_timestamp_seconds", "certsweep_run_interrupted",
                                           "certsweep_endpoints", "certsweep_waived_endpoints", "certsweep_findings",
                                           "certsweep_certificates_seen", "certsweep_certificates_expired",
                                           "certsweep_certificates_expiring", "certsweep_next_expiry_timestamp_seconds",
                                           "certsweep_shared_keys", "certsweep_queue_length"));
  for (const auto& [sample, value] :
       std::vector<std::pair<std::string, double>>{{"certsweep_run_number", 1},
                                                   {"certsweep_run_start_timestamp_seconds", kBegan},
                                                   {"certsweep_run_end_timestamp_seconds", kEnded},
                                                   {"certsweep_run_interrupted", 0},
                                                   {R"(certsweep_endpoints{verdict="compliant"})", 2},
                                                   {R"(certsweep_endpoints{verdict="noncompliant"})", 1},
                                                   {R"(certsweep_endpoints{verdict="unreachable"})", 1},
                                                   {R"(certsweep_endpoints{verdict="no_tls"})", 0},
                                                   {R"(certsweep_endpoints{verdict="not_judged"})", 1},
                                                   {"certsweep_waived_endpoints", 1},
                                                   {R"(certsweep_findings{code="expired",severity="fail"})", 1},
                                                   {R"(certsweep_findings{code="weak_key",severity="fail"})", 0},
                                                   {R"(certsweep_findings{code="tls_alert",severity="fail"})", 0},
                                                   {R"(certsweep_findings{code="tls_alert",severity="info"})", 1},
                                                   {R"(certsweep_findings{code="expiring_soon",severity="warn"})", 0},
                                                   {R"(certsweep_findings{code="of_tomorrow",severity="warn"})", 1},
                                                   {"certsweep_shared_keys", 1},
                                                   {"certsweep_queue_length", 1},
                                                   {"certsweep_certificates_seen", 3},
                                                   {"certsweep_certificates_expired", 1},
                                                   {R"(certsweep_certificates_expiring{within_days="7"})", 1},
                                                   {R"(certsweep_certificates_expiring{within_days="30"})", 2},
                                                   {R"(certsweep_certificates_expiring{within_days="365"})", 2},
                                                   {"certsweep_next_expiry_timestamp_seconds", kEnded + 5 * kDay}}) {
    EXPECT_THAT(samples.values, Contains(Pair(sample, value)));
  }
}

TEST_F(PrometheusReportTest, EachKnownCodeHasASeriesWhateverWasFound) {
  const test::PrometheusSamples samples = Read(record_.Run({}));
  for (int i = 0; i < pki::kFindingCodeCount; ++i) {
    const auto code = static_cast<pki::FindingCode>(i);
    const std::string sample =
        absl::StrCat("certsweep_findings{code=\"", std::string(pki::FindingCodeName(code)), "\",severity=\"",
                     std::string(pki::SeverityName(pki::DefaultSeverity(code))), "\"}");
    if (code == pki::FindingCode::kSharedKey) {
      EXPECT_THAT(samples.values, Not(Contains(Key(sample))));
    } else {
      EXPECT_THAT(samples.values, Contains(Pair(sample, 0)));
    }
  }
  EXPECT_THAT(samples.values, Not(Contains(Key("certsweep_next_expiry_timestamp_seconds"))));
}

TEST_F(PrometheusReportTest, SeriesOfEndpointsWhereAskedFor) {
  const test::PrometheusSamples samples = Read(record_.Run(Results()), true);
  EXPECT_THAT(samples.metrics, Contains("certsweep_certificate_not_after_timestamp_seconds"));
  std::vector<std::pair<std::string, double>> of_endpoints;
  for (const auto& [sample, value] : samples.values) {
    if (sample.find("host=") != std::string::npos) of_endpoints.emplace_back(sample, value);
  }
  EXPECT_THAT(
      of_endpoints,
      ElementsAre(
          Pair(R"(certsweep_certificate_not_after_timestamp_seconds{host="a.example",address="10.0.0.1",port="4343"})",
               kEnded + 20 * kDay),
          Pair(R"(certsweep_certificate_not_after_timestamp_seconds{host="b.example",address="10.0.0.1",port="4343"})",
               kEnded - kDay),
          Pair(R"(certsweep_certificate_not_after_timestamp_seconds{host="d.example",address="10.0.0.1",port="4343"})",
               kEnded + 5 * kDay),
          Pair(R"(certsweep_endpoint_compliant{host="a.example",address="10.0.0.1",port="4343"})", 1),
          Pair(R"(certsweep_endpoint_compliant{host="b.example",address="10.0.0.1",port="4343"})", 0),
          Pair(R"(certsweep_endpoint_compliant{host="d.example",address="10.0.0.1",port="4343"})", 1)));
}

TEST_F(PrometheusReportTest, ARunThatHasNotEndedHasNoEnd) {
  const test::PrometheusSamples samples = Read(record_.Info(record_.Begin(Results())));
  EXPECT_THAT(samples.values, Contains(Pair("certsweep_run_interrupted", 1)));
  EXPECT_THAT(samples.values, Not(Contains(Key("certsweep_run_end_timestamp_seconds"))));
  EXPECT_THAT(Read(record_.Run(Results(), true)).values, Contains(Pair("certsweep_run_interrupted", 1)));
}

TEST_F(PrometheusReportTest, APartOfARunHasNoMetricsOfTheWhole) {
  const estate::RunInfo run = record_.Run({{.host = "a", .queued = true, .columns = R"({"site":"leeds"})"},
                                           {.host = "b", .columns = R"({"site":"york"})"}});
  const test::PrometheusSamples samples = test::ReadPrometheusText(WrittenBy([&](const TextSink& sink) {
    return WritePrometheusReport(record_.estate(), run, {.per_endpoint = true, .where = {{"site", "leeds"}}}, sink);
  }));
  EXPECT_THAT(samples.complaints, IsEmpty());
  EXPECT_THAT(samples.values, Contains(Pair(R"(certsweep_endpoints{verdict="compliant"})", 1)));
  for (const auto& [sample, value] : samples.values) EXPECT_EQ(sample.find("host=\"b\""), std::string::npos);
  EXPECT_THAT(samples.metrics, Not(Contains("certsweep_shared_keys")));
  EXPECT_THAT(samples.metrics, Not(Contains("certsweep_queue_length")));
}

TEST_F(PrometheusReportTest, HostileTextStaysWithinItsLabel) {
  const std::string code = R"(a\"} 1\ncertsweep_run_number 7\u0000)";
  const test::PrometheusSamples samples =
      Read(record_.Run({{.host = "a\"b\\c\nd\x1b",
                         .verdict = Verdict::kNoncompliant,
                         .findings = absl::StrCat(R"({"code":")", code, R"(","severity":"fail"})"),
                         .not_after = kEnded,
                         .subject = std::string(65536, '"')}}),
           true);
  EXPECT_THAT(samples.values, Contains(Pair("certsweep_run_number", 1)));
  EXPECT_THAT(samples.values, Contains(Key("certsweep_endpoint_compliant{host=\"a\"b\\c\\x0ad\\x1b\","
                                           "address=\"10.0.0.1\",port=\"4343\"}")));
}

}  // namespace
}  // namespace certsweep::report
