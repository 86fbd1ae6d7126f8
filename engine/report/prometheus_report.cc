#include "engine/report/prometheus_report.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "engine/report/expiry_counts.h"
#include "engine/report/prometheus_text.h"
#include "engine/report/run_lines.h"
#include "engine/report/run_text.h"
#include "engine/report/run_totals.h"

namespace certsweep::report {

namespace {

// One gauge without labels.
void AppendValue(std::string_view name, std::string_view help, uint64_t value, std::string& out) {
  AppendGauge(name, help, out);
  AppendSample(name, {}, static_cast<int64_t>(value), out);
}

void AppendRun(const estate::RunInfo& run, std::string& out) {
  const auto add = [&out](std::string_view name, std::string_view help, int64_t value) {
    AppendGauge(name, help, out);
    AppendSample(name, {}, value, out);
  };
  add("certsweep_run_number", "Number of the run in the record that all this is about.", run.id);
  add("certsweep_run_start_timestamp_seconds", "When the run began.", run.start.started_unix_seconds);
  // A run that has not ended has no end to tell of: an alert on its age goes off.
  if (run.end) add("certsweep_run_end_timestamp_seconds", "When the run ended.", run.end->finished_unix_seconds);
  const bool whole = run.end && !run.end->interrupted;
  add("certsweep_run_interrupted", "1 if the run is not a whole one: interrupted, killed, or still going.",
      whole ? 0 : 1);
}

void AppendVerdicts(const RunTotals& totals, std::string& out) {
  constexpr std::string_view kName = "certsweep_endpoints";
  AppendGauge(kName, "Endpoints of the run by verdict.", out);
  for (int i = 0; i < pki::kVerdictCount; ++i) {
    const auto verdict = static_cast<pki::Verdict>(i);
    AppendSample(kName, {{"verdict", pki::VerdictName(verdict)}}, static_cast<int64_t>(totals.verdict(verdict)), out);
  }
}

// Every code that is known is there, also with 0: a series that comes and goes makes alerts hard to write.
void AppendFindings(const RunTotals& totals, std::string& out) {
  constexpr std::string_view kName = "certsweep_findings";
  AppendGauge(kName, "Endpoints with a finding that is not waived, by its code and severity.", out);
  const auto add = [&](std::string_view code, pki::Severity severity, uint64_t count) {
    AppendSample(kName, {{"code", code}, {"severity", pki::SeverityName(severity)}}, static_cast<int64_t>(count), out);
  };
  const auto add_all = [&](std::string_view code, const CodeTotals& of_code) {
    const std::optional<pki::FindingCode> known = pki::FindingCodeFromName(code);
    for (const pki::Severity severity : {pki::Severity::kFail, pki::Severity::kWarn, pki::Severity::kInfo}) {
      const bool usual = known && pki::DefaultSeverity(*known) == severity;
      if (usual || of_code.Of(severity) > 0) add(code, severity, of_code.Of(severity));
    }
  };
  for (int i = 0; i < pki::kFindingCodeCount; ++i) {
    const auto code = static_cast<pki::FindingCode>(i);
    // Counted from the record as certsweep_shared_keys; no line of an endpoint has it.
    if (code == pki::FindingCode::kSharedKey) continue;
    const auto found = totals.findings.find(pki::FindingCodeName(code));
    add_all(pki::FindingCodeName(code), found == totals.findings.end() ? CodeTotals() : found->second);
  }
  for (const auto& [code, of_code] : totals.findings) {
    if (!pki::FindingCodeFromName(code)) add_all(code, of_code);
  }
}

void AppendExpiry(const ExpiryCounts& expiry, std::string& out) {
  AppendValue("certsweep_certificates_seen", "Endpoints of the run whose certificate was read.", expiry.leaves(), out);
  AppendValue("certsweep_certificates_expired", "Endpoints whose certificate had expired when the run ended.",
              expiry.expired(), out);
  constexpr std::string_view kName = "certsweep_certificates_expiring";
  AppendGauge(kName,
              "Endpoints whose certificate had not expired when the run ended and does so before that many days have"
              " passed from then on; each number includes those below it.",
              out);
  for (const int days : ExpiryCounts::kDays) {
    AppendSample(kName, {{"within_days", std::to_string(days)}}, static_cast<int64_t>(expiry.Within(days)), out);
  }
  if (!expiry.next()) return;
  constexpr std::string_view kNext = "certsweep_next_expiry_timestamp_seconds";
  AppendGauge(kNext, "When the first of the certificates expires that had not when the run ended.", out);
  AppendSample(kNext, {}, *expiry.next(), out);
}

std::string PortText(uint16_t port) { return std::to_string(port); }

absl::Status WriteNotAfter(estate::Estate& estate, const RunSlice& slice, TextBuffer& out) {
  static constexpr std::string_view kName = "certsweep_certificate_not_after_timestamp_seconds";
  AppendGauge(kName, "When the endpoint's certificate expires.", out.text());
  return VisitLines(estate, slice, [&out](const ResultLine& line) {
    if (!line.leaf) return absl::OkStatus();
    AppendSample(kName, {{"host", line.host}, {"address", line.address}, {"port", PortText(line.port)}},
                 line.leaf->not_after, out.text());
    return out.Spill();
  });
}

// Where no certificate was judged there is nothing to say: such endpoints are counted by verdict alone.
absl::Status WriteCompliant(estate::Estate& estate, const RunSlice& slice, TextBuffer& out) {
  static constexpr std::string_view kName = "certsweep_endpoint_compliant";
  AppendGauge(kName, "1 if the endpoint is compliant, 0 if it is noncompliant; of others there is no sample.",
              out.text());
  return VisitRows(estate, slice, [&out](const estate::ResultRow& row) {
    const bool compliant = row.verdict == pki::Verdict::kCompliant;
    if (!compliant && row.verdict != pki::Verdict::kNoncompliant) return absl::OkStatus();
    AppendSample(kName, {{"host", row.host}, {"address", row.address}, {"port", PortText(row.port)}}, compliant ? 1 : 0,
                 out.text());
    return out.Spill();
  });
}

// What the record knows of the run as a whole.
absl::Status AppendWhole(estate::Estate& estate, int64_t run, std::string& out) {
  uint64_t shared_keys = 0;
  if (const auto keys = estate.SharedKeys(run, 0, &shared_keys); !keys.ok()) return keys.status();
  const absl::StatusOr<uint64_t> queued = estate.CountQueued();
  if (!queued.ok()) return queued.status();
  AppendValue("certsweep_shared_keys", "Keys that several endpoints of the run serve in different certificates.",
              shared_keys, out);
  AppendValue("certsweep_queue_length", "Open replacement requests in the record.", *queued, out);
  return absl::OkStatus();
}

}  // namespace

absl::Status WritePrometheusReport(estate::Estate& estate, const estate::RunInfo& run,
                                   const PrometheusReportOptions& options, const TextSink& sink) {
  const RunSlice slice = {run.id, options.where};
  RunTotals totals;
  ExpiryCounts expiry(TimeOfRun(run));
  absl::Status status = VisitLines(estate, slice, [&](const ResultLine& line) {
    totals.Count(line);
    expiry.Count(line);
    return absl::OkStatus();
  });
  if (!status.ok()) return status;

  TextBuffer out(sink);
  AppendRun(run, out.text());
  AppendVerdicts(totals, out.text());
  AppendValue("certsweep_waived_endpoints", "Compliant endpoints of the run that would fail without a waiver.",
              totals.compliant_by_waiver, out.text());
  AppendFindings(totals, out.text());
  AppendExpiry(expiry, out.text());
  if (slice.where.empty()) status = AppendWhole(estate, run.id, out.text());
  if (options.per_endpoint && status.ok()) status = WriteNotAfter(estate, slice, out);
  if (options.per_endpoint && status.ok()) status = WriteCompliant(estate, slice, out);
  return status.ok() ? out.Flush() : status;
}

}  // namespace certsweep::report
