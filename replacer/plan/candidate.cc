#include "replacer/plan/candidate.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "engine/base/text.h"
#include "engine/pki/finding.h"
#include "engine/report/result_line.h"

namespace certsweep::replacer {
namespace {

using Key = std::tuple<std::string, std::string, uint16_t>;

Key KeyOf(const estate::EndpointKey& endpoint) { return {endpoint.host, endpoint.address, endpoint.port}; }

std::vector<std::string> BeyondCertificate(const report::ResultLine& line) {
  std::vector<std::string> codes;
  for (const report::FindingLine& finding : line.findings) {
    const auto code = pki::FindingCodeFromName(finding.code);
    if (finding.severity != pki::Severity::kFail || finding.waived || !code || pki::IsMendedByNewCertificate(*code))
      continue;
    codes.push_back(finding.code);
  }
  return codes;
}

Candidate CandidateOf(const estate::ResultRow& row, const report::ResultLine& line) {
  Candidate candidate;
  candidate.endpoint = {row.host, row.address, row.port};
  candidate.position = row.position.value_or(kNoPosition);
  candidate.identities = row.identities;
  candidate.columns = line.columns;
  candidate.codes = row.codes;
  candidate.verdict = row.verdict;
  candidate.beyond_certificate = BeyondCertificate(line);
  if (line.leaf) {
    candidate.shown_names = line.leaf->dns_names;
    candidate.shown_names.insert(candidate.shown_names.end(), line.leaf->ip_addresses.begin(),
                                 line.leaf->ip_addresses.end());
  }
  return candidate;
}

// Which endpoints of which run are chosen.
struct Choice {
  std::map<Key, estate::ReplacementRequest> requests;
  std::set<std::string> places;  // names and addresses at which something is chosen
};

void AddPlaces(const estate::EndpointKey& endpoint, std::set<std::string>& places) {
  places.insert(endpoint.host);
  if (!endpoint.address.empty()) places.insert(endpoint.address);
}

bool IsAt(const estate::EndpointKey& endpoint, const std::set<std::string>& places) {
  return places.contains(endpoint.host) || (!endpoint.address.empty() && places.contains(endpoint.address));
}

class CandidateReader {
 public:
  CandidateReader(estate::Estate& estate, const Selection& selection, int64_t now)
      : estate_(estate), selection_(selection), now_(now) {}

  absl::StatusOr<std::vector<Candidate>> Read() {
    absl::Status status = ReadQueue();
    if (status.ok() && AsksTheLatest()) status = AddLatest();
    for (auto& [run, choice] : runs_) {
      if (status.ok()) status = ReadRun(run, choice);
    }
    if (status.ok()) status = CheckHosts();
    if (!status.ok()) return status;
    std::stable_sort(candidates_.begin(), candidates_.end(), [](const Candidate& a, const Candidate& b) {
      return std::tuple(a.position, KeyOf(a.endpoint)) < std::tuple(b.position, KeyOf(b.endpoint));
    });
    return std::move(candidates_);
  }

 private:
  bool AsksTheLatest() const { return !selection_.hosts.empty() || selection_.expiring_within_s.has_value(); }

  bool IsNamed(const std::string& host) const {
    return std::find(selection_.hosts.begin(), selection_.hosts.end(), host) != selection_.hosts.end();
  }

  absl::Status ReadQueue() {
    return estate_.VisitQueue([&](const estate::ReplacementRequest& request) {
      Choice& choice = runs_[request.last_seen_run];
      choice.requests.emplace(KeyOf(request.endpoint), request);
      AddPlaces(request.endpoint, choice.places);
      return true;
    });
  }

  absl::Status AddLatest() {
    const absl::StatusOr<std::optional<estate::RunInfo>> latest = estate_.LatestRun();
    if (!latest.ok()) return latest.status();
    if (*latest) {
      latest_ = (*latest)->id;
      runs_[latest_];
    }
    return absl::OkStatus();
  }

  bool Passes(const Candidate& candidate, const report::ResultLine& line) const {
    if (!selection_.hosts.empty() && !IsNamed(candidate.endpoint.host)) return false;
    if (!base::MatchAll(selection_.where, candidate.columns)) return false;
    if (!selection_.expiring_within_s) return true;
    return line.leaf && line.leaf->not_after < now_ + *selection_.expiring_within_s;
  }

  absl::Status ReadRun(int64_t run, const Choice& choice) {
    absl::Status status;
    std::vector<Candidate> beside;
    status.Update(estate_.VisitResults(run, {}, [&](const estate::ResultRow& row) {
      const bool is_on_host = IsAt({row.host, row.address, row.port}, choice.places);
      if (!is_on_host && !(run == latest_ && AsksTheLatest())) return true;
      const absl::StatusOr<report::ResultLine> line = report::ParseResultLine(row.json);
      status.Update(line.status());
      if (!line.ok()) return false;
      Take(CandidateOf(row, *line), *line, run, choice, beside);
      return true;
    }));
    if (!status.ok()) return status;
    AddForgotten(choice);
    for (Candidate& candidate : beside) {
      if (IsAt(candidate.endpoint, chosen_places_) && !seen_.contains(KeyOf(candidate.endpoint))) {
        seen_.insert(KeyOf(candidate.endpoint));
        candidates_.push_back(std::move(candidate));
      }
    }
    return absl::OkStatus();
  }

  void Take(Candidate candidate, const report::ResultLine& line, int64_t run, const Choice& choice,
            std::vector<Candidate>& beside) {
    const auto request = choice.requests.find(KeyOf(candidate.endpoint));
    const bool is_queued = request != choice.requests.end();
    if (is_queued) read_.insert(KeyOf(candidate.endpoint));
    if (is_queued) candidate.position = request->second.position;
    candidate.is_chosen = (is_queued || (run == latest_ && AsksTheLatest())) && Passes(candidate, line);
    if (IsNamed(candidate.endpoint.host)) found_hosts_.insert(candidate.endpoint.host);
    if (!candidate.is_chosen) return beside.push_back(std::move(candidate));
    if (!seen_.insert(KeyOf(candidate.endpoint)).second) return;
    AddPlaces(candidate.endpoint, chosen_places_);
    candidates_.push_back(std::move(candidate));
  }

  // A request outlives the run that made it. What the inventory said of the endpoint went with that run, so nothing can
  // be done to it; but it must not be missed.
  void AddForgotten(const Choice& choice) {
    for (const auto& [key, request] : choice.requests) {
      if (read_.contains(key) || seen_.contains(key)) continue;
      if (!selection_.where.empty() || selection_.expiring_within_s) continue;
      if (!selection_.hosts.empty() && !IsNamed(request.endpoint.host)) continue;
      Candidate candidate;
      candidate.endpoint = request.endpoint;
      candidate.position = request.position;
      candidate.identities = request.identities;
      candidate.codes = request.codes;
      candidate.problem = absl::StrCat("run ", request.last_seen_run, ", which queued it, was deleted; scan it again");
      candidate.is_chosen = true;
      found_hosts_.insert(candidate.endpoint.host);
      seen_.insert(key);
      candidates_.push_back(std::move(candidate));
    }
  }

  absl::Status CheckHosts() const {
    std::vector<std::string> missing;
    for (const std::string& host : selection_.hosts) {
      if (!found_hosts_.contains(host)) missing.push_back(base::DisplayText(host));
    }
    if (missing.empty()) return absl::OkStatus();
    return absl::NotFoundError(
        absl::StrCat(absl::StrJoin(missing, ", "), ": not in the latest run of the record; scan it first"));
  }

  estate::Estate& estate_;
  const Selection& selection_;
  const int64_t now_;
  int64_t latest_ = 0;
  std::map<int64_t, Choice> runs_;
  std::set<Key> read_;  // in the queue's runs
  std::set<Key> seen_;
  std::set<std::string> chosen_places_, found_hosts_;
  std::vector<Candidate> candidates_;
};

}  // namespace

std::string_view Candidate::Column(std::string_view name) const {
  const auto found = std::find_if(columns.begin(), columns.end(),
                                  [&](const auto& column) { return base::EqualsIgnoreAsciiCase(column.first, name); });
  return found == columns.end() ? std::string_view() : std::string_view(found->second);
}

absl::StatusOr<std::vector<Candidate>> ReadCandidates(estate::Estate& estate, const Selection& selection, int64_t now) {
  return CandidateReader(estate, selection, now).Read();
}

}  // namespace certsweep::replacer
