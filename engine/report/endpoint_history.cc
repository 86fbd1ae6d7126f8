#include "engine/report/endpoint_history.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "engine/base/spelling.h"
#include "engine/base/text.h"
#include "engine/report/run_change.h"

namespace certsweep::report {
namespace {

bool IsAlike(const HistorySpan& a, const HistorySpan& b) {
  return a.verdict == b.verdict && a.leaf_sha256 == b.leaf_sha256 && a.codes == b.codes;
}

HistorySpan SpanOf(const ResultLine& line, Sighting seen) {
  return {.from = seen,
          .to = seen,
          .runs = 1,
          .verdict = line.verdict,
          .codes = CodesOf(line),
          .leaf_sha256 = std::string(LeafSha256(line)),
          .leaf = line.leaf};
}

void AddCertificates(const estate::ResultRow& row, Sighting seen, std::vector<ServedCertificate>& certificates) {
  for (size_t i = 0; i < row.chain.size(); ++i) {
    const auto known = std::find_if(certificates.begin(), certificates.end(), [&](const ServedCertificate& served) {
      return served.certificate.sha256 == row.chain[i].sha256;
    });
    if (known == certificates.end()) {
      certificates.push_back({.certificate = row.chain[i], .as_leaf = i == 0, .from = seen, .to = seen});
      continue;
    }
    known->to = seen;
    known->as_leaf = known->as_leaf || i == 0;
  }
}

// The result of the next run.
absl::Status AddResult(int64_t run, const estate::ResultRow& row, EndpointHistory& history) {
  absl::StatusOr<ResultLine> line = ParseResultLine(row.json);
  if (!line.ok()) {
    return absl::DataLossError(absl::StrCat("the record's result of ", base::DisplayText(row.host), ":", row.port,
                                            " in run ", run, " can't be read: ", line.status().message()));
  }
  const Sighting seen = {run, row.time_unix_seconds};
  if (history.spans.empty()) history.first = seen;
  history.last = seen;
  HistorySpan span = SpanOf(*line, seen);
  if (!history.spans.empty() && IsAlike(history.spans.back(), span)) {
    history.spans.back().to = seen;
    ++history.spans.back().runs;
  } else {
    history.spans.push_back(std::move(span));
  }
  AddCertificates(row, seen, history.certificates);
  history.newest_json = row.json;
  history.newest = *std::move(line);
  return absl::OkStatus();
}

// Gathers the results of one host, endpoint by endpoint.
class HistoryGatherer {
 public:
  HistoryGatherer(estate::Estate& estate, const HistoryQuestion& question,
                  const std::function<absl::Status(EndpointHistory&)>& take)
      : estate_(estate), question_(question), take_(take) {}

  uint64_t found() const { return found_; }

  absl::Status Gather(const std::string& host) {
    requests_.clear();
    absl::Status status = estate_.VisitRequests(host, [this](const estate::ReplacementRequest& request) {
      requests_.push_back(request);
      return true;
    });
    if (!status.ok()) return status;
    absl::Status failure;
    status = estate_.VisitHistory(host, {.chains = true}, [&](int64_t run, const estate::ResultRow& row) {
      if (IsAskedFor(row)) failure.Update(Take(run, row));
      return failure.ok();
    });
    failure.Update(status);
    return failure.ok() ? Hand() : failure;
  }

 private:
  bool IsAskedFor(const estate::ResultRow& row) const {
    if (question_.port && *question_.port != row.port) return false;
    return question_.address.empty() || row.address == question_.address || row.host == question_.address;
  }

  absl::Status Take(int64_t run, const estate::ResultRow& row) {
    estate::EndpointKey key = {row.host, row.address, row.port};
    if (!current_ || current_->endpoint != key) {
      if (absl::Status status = Hand(); !status.ok()) return status;
      current_.emplace();
      current_->endpoint = std::move(key);
    }
    return AddResult(run, row, *current_);
  }

  absl::Status Hand() {
    if (!current_) return absl::OkStatus();
    EndpointHistory whole = *std::exchange(current_, std::nullopt);
    ++found_;
    for (const estate::ReplacementRequest& request : requests_) {
      if (request.endpoint == whole.endpoint) whole.requests.push_back(request);
    }
    if (absl::Status status = FindSharing(whole); !status.ok()) return status;
    return take_(whole);
  }

  absl::Status FindSharing(EndpointHistory& history);

  estate::Estate& estate_;
  const HistoryQuestion& question_;
  const std::function<absl::Status(EndpointHistory&)>& take_;
  std::vector<estate::ReplacementRequest> requests_;  // of the host
  std::optional<EndpointHistory> current_;
  uint64_t found_ = 0;
};

absl::Status HistoryGatherer::FindSharing(EndpointHistory& history) {
  if (!history.newest.leaf) return absl::OkStatus();
  const std::optional<base::Sha256Digest> key = base::Sha256FromHex(history.newest.leaf->spki_sha256);
  if (!key) return absl::OkStatus();
  KeySharing& sharing = history.sharing;
  return estate_.VisitEndpointsOfKey(history.last.run, *key, [&](const estate::KeyUse& use) {
    if (use.endpoint == history.endpoint) return true;
    ++sharing.others;
    if (base::HexEncode(use.leaf_sha256) != history.newest.leaf->sha256) sharing.different_certificates = true;
    if (sharing.first.size() < kMostSharersTold) sharing.first.push_back(use);
    return true;
  });
}

// Hosts with an endpoint of that address.
absl::StatusOr<std::set<std::string>> HostsAt(estate::Estate& estate, const std::string& address) {
  std::set<std::string> hosts = {address};
  const absl::Status status = estate.VisitEndpoints([&](const estate::EndpointKey& endpoint) {
    if (endpoint.address == address) hosts.insert(endpoint.host);
    return true;
  });
  if (!status.ok()) return status;
  return hosts;
}

}  // namespace

absl::Status VisitEndpointHistories(estate::Estate& estate, const HistoryQuestion& question, uint64_t* found,
                                    const std::function<absl::Status(EndpointHistory&)>& take) {
  HistoryGatherer gatherer(estate, question, take);
  std::set<std::string> hosts = {question.host};
  if (!question.address.empty()) {
    absl::StatusOr<std::set<std::string>> at = HostsAt(estate, question.address);
    if (!at.ok()) return at.status();
    hosts = *std::move(at);
  }
  for (const std::string& host : hosts) {
    if (absl::Status status = gatherer.Gather(host); !status.ok()) return status;
  }
  *found = gatherer.found();
  return absl::OkStatus();
}

absl::StatusOr<std::vector<std::string>> HostsLike(estate::Estate& estate, std::string_view host) {
  constexpr size_t kMost = 3;
  constexpr size_t kLongest = 64;  // slips cost as much as the product of the lengths
  std::set<std::string> longer;
  std::set<std::pair<size_t, std::string>> nearly;
  const absl::Status status = estate.VisitEndpoints([&](const estate::EndpointKey& endpoint) {
    const std::string& known = endpoint.host;
    if (known.size() > host.size() && known.starts_with(host) && known[host.size()] == '.') longer.insert(known);
    if (longer.size() > kMost) longer.erase(std::prev(longer.end()));
    const size_t allowed = std::max<size_t>(1, host.size() / 6);
    const size_t difference = std::max(known.size(), host.size()) - std::min(known.size(), host.size());
    if (difference > allowed || known.size() > kLongest) return true;
    const size_t slips = base::Slips(known, host);
    if (slips <= allowed) nearly.insert({slips, known});
    if (nearly.size() > kMost) nearly.erase(std::prev(nearly.end()));
    return true;
  });
  if (!status.ok()) return status;
  if (!longer.empty()) return std::vector<std::string>(longer.begin(), longer.end());
  std::vector<std::string> hosts;
  hosts.reserve(nearly.size());
  for (const auto& [slips, known] : nearly) hosts.push_back(known);
  return hosts;
}

}  // namespace certsweep::report
