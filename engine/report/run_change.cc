#include "engine/report/run_change.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "engine/base/text.h"

namespace certsweep::report {
namespace {

using pki::Verdict;

constexpr std::string_view kExpiringSoon = "expiring_soon";

using Codes = std::set<std::string_view>;

template <typename Wanted>
Codes CodesWhere(const ResultLine& line, Wanted wanted) {
  Codes codes;
  for (const FindingLine& finding : line.findings) {
    if (wanted(finding)) codes.insert(finding.code);
  }
  return codes;
}

Codes AllCodes(const std::optional<ResultLine>& line) {
  if (!line) return {};
  return CodesWhere(*line, [](const FindingLine&) { return true; });
}

Codes FailCodes(const ResultLine& line) {
  return CodesWhere(line, [](const FindingLine& f) { return f.severity == pki::Severity::kFail && !f.waived; });
}

// A `fail` of before is still there, and does not count any more.
bool IsByWaiver(const ResultLine& before, const ResultLine& after) {
  const Codes fails = FailCodes(before);
  return std::any_of(after.findings.begin(), after.findings.end(),
                     [&](const FindingLine& f) { return f.waived && fails.contains(f.code); });
}

bool IsExpiring(const ResultLine& line) {
  return std::any_of(line.findings.begin(), line.findings.end(),
                     [](const FindingLine& f) { return f.code == kExpiringSoon && !f.waived; });
}

std::vector<std::string> Without(const Codes& codes, const Codes& others) {
  std::vector<std::string> rest;
  for (const std::string_view code : codes) {
    if (!others.contains(code)) rest.emplace_back(code);
  }
  return rest;
}

bool Includes(const Codes& all, const Codes& some) {
  return std::includes(all.begin(), all.end(), some.begin(), some.end());
}

bool IsSilent(Verdict verdict) { return verdict == Verdict::kUnreachable || verdict == Verdict::kNoTls; }
bool IsJudged(Verdict verdict) { return verdict == Verdict::kCompliant || verdict == Verdict::kNoncompliant; }

// What the verdicts of both runs say.
void ClassifyVerdicts(const ResultLine& before, const ResultLine& after, std::vector<ChangeKind>& kinds) {
  const Verdict old_verdict = before.verdict, new_verdict = after.verdict;
  if (IsJudged(new_verdict) && !IsJudged(old_verdict)) kinds.push_back(ChangeKind::kReachableAgain);
  if (IsSilent(new_verdict) && !IsSilent(old_verdict)) kinds.push_back(ChangeKind::kUnreachable);
  if (new_verdict == Verdict::kNotJudged && old_verdict != new_verdict) kinds.push_back(ChangeKind::kNotJudged);
  if (new_verdict == Verdict::kNoncompliant && old_verdict != new_verdict) kinds.push_back(ChangeKind::kNewlyFailing);
  if (new_verdict == Verdict::kCompliant && old_verdict == Verdict::kNoncompliant) {
    kinds.push_back(IsByWaiver(before, after) ? ChangeKind::kWaived : ChangeKind::kMended);
  }
  if (new_verdict != Verdict::kNoncompliant || old_verdict != new_verdict) return;
  const Codes old_fails = FailCodes(before), new_fails = FailCodes(after);
  if (!Includes(old_fails, new_fails)) {
    kinds.push_back(ChangeKind::kWorse);
  } else if (new_fails.size() < old_fails.size()) {
    kinds.push_back(ChangeKind::kBetter);
  }
}

void ClassifyCertificates(RunChange& change) {
  const ResultLine &before = *change.before, &after = *change.after;
  if (IsExpiring(after) && !IsExpiring(before)) change.kinds.push_back(ChangeKind::kNewlyExpiring);
  const std::string_view old_leaf = LeafSha256(before), new_leaf = LeafSha256(after);
  if (old_leaf.empty() || new_leaf.empty() || old_leaf == new_leaf) return;
  change.kinds.push_back(ChangeKind::kCertificateChanged);
  if (before.leaf && after.leaf) change.same_key = before.leaf->spki_sha256 == after.leaf->spki_sha256;
}

bool IsNewlyShared(const RunChange& change, const SharedKeySets& shared) {
  if (!change.after || !change.after->leaf) return false;
  const std::string& key = change.after->leaf->spki_sha256;
  if (!shared.after.contains(key)) return false;
  const bool had_it = change.before && change.before->leaf && change.before->leaf->spki_sha256 == key;
  return !had_it || !shared.before.contains(key);
}

bool IsWorse(const RunChange& change) {
  if (change.Is(ChangeKind::kAppeared)) {
    return change.after->verdict == Verdict::kNoncompliant || IsSilent(change.after->verdict);
  }
  return change.Is(ChangeKind::kNewlyFailing) || change.Is(ChangeKind::kWorse) || change.Is(ChangeKind::kUnreachable);
}

void Classify(const SharedKeySets& shared, RunChange& change) {
  std::vector<ChangeKind>& kinds = change.kinds;
  if (!change.before) {
    kinds.push_back(ChangeKind::kAppeared);
  } else if (!change.after) {
    kinds.push_back(ChangeKind::kDisappeared);
  } else {
    ClassifyVerdicts(*change.before, *change.after, kinds);
    ClassifyCertificates(change);
  }
  if (IsNewlyShared(change, shared)) kinds.push_back(ChangeKind::kNewlySharedKey);
  if (kinds.empty()) kinds.push_back(ChangeKind::kOther);
  std::sort(kinds.begin(), kinds.end());
  change.worse = IsWorse(change);
}

absl::Status ReadLine(const std::optional<estate::ResultRow>& row, std::optional<ResultLine>& line) {
  if (!row) return absl::OkStatus();
  absl::StatusOr<ResultLine> parsed = ParseResultLine(row->json);
  if (!parsed.ok()) {
    return absl::DataLossError(absl::StrCat("the record's result of ", base::DisplayText(row->host), ":", row->port,
                                            " can't be read: ", parsed.status().message()));
  }
  line = *std::move(parsed);
  return absl::OkStatus();
}

}  // namespace

std::string_view ChangeKindName(ChangeKind kind) {
  static constexpr std::string_view kNames[] = {
      "newly_failing",
      "worse",
      "unreachable",
      "appeared",
      "newly_shared_key",
      "newly_expiring",
      "certificate_changed",
      "not_judged",
      "disappeared",
      "reachable_again",
      "better",
      "waived",
      "mended",
      "other",
  };
  static_assert(std::size(kNames) == kChangeKindCount);
  return kNames[static_cast<size_t>(kind)];
}

bool RunChange::Is(ChangeKind kind) const { return std::find(kinds.begin(), kinds.end(), kind) != kinds.end(); }

std::string_view LeafSha256(const ResultLine& line) {
  if (line.leaf) return line.leaf->sha256;
  return line.chain.empty() ? std::string_view() : std::string_view(line.chain.front().sha256);
}

std::vector<std::string> CodesOf(const ResultLine& line) {
  const Codes codes = CodesWhere(line, [](const FindingLine&) { return true; });
  return {codes.begin(), codes.end()};
}

absl::StatusOr<RunChange> ClassifyChange(const estate::ResultChange& change, const SharedKeySets& shared) {
  RunChange result;
  result.endpoint = change.endpoint;
  absl::Status status = ReadLine(change.before, result.before);
  if (status.ok()) status = ReadLine(change.after, result.after);
  if (!status.ok()) return status;
  const Codes before = AllCodes(result.before), after = AllCodes(result.after);
  result.added = Without(after, before);
  result.removed = Without(before, after);
  Classify(shared, result);
  return result;
}

}  // namespace certsweep::report
