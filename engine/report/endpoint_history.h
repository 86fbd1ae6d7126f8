// EndpointHistory: what the record knows of one endpoint over all runs. Memory: that of one endpoint's history, in
// which results that are alike are one. Thread rule: of the record.
#ifndef CERTSWEEP_ENGINE_REPORT_ENDPOINT_HISTORY_H_
#define CERTSWEEP_ENGINE_REPORT_ENDPOINT_HISTORY_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "engine/estate/estate.h"
#include "engine/estate/job_journal.h"
#include "engine/report/result_line.h"

namespace certsweep::report {

// A result's run, and when it was probed.
struct Sighting {
  int64_t run = 0;
  int64_t time = 0;  // seconds since the epoch
};

// The endpoint was found alike from one run to another: verdict, codes and leaf.
struct HistorySpan {
  Sighting from, to;
  uint64_t runs = 0;  // with a result of it
  pki::Verdict verdict = pki::Verdict::kNotJudged;
  std::vector<std::string> codes;
  std::string leaf_sha256;  // empty: no certificate came
  std::optional<LeafLine> leaf;
};

struct ServedCertificate {
  estate::StoredCertificate certificate;
  bool as_leaf = false;  // else only as a part of the chain
  Sighting from, to;     // the first and the last that it was seen in
};

// Other endpoints whose leaf has the same key, in the run of the endpoint's last result.
struct KeySharing {
  bool different_certificates = false;  // what makes it a shared key, and not one certificate on several endpoints
  uint64_t others = 0;
  std::vector<estate::KeyUse> first;  // at most kMostSharersTold of them
};
inline constexpr size_t kMostSharersTold = 20;

// A replacement job that covers the endpoint.
struct Replacement {
  int64_t job = 0;
  int64_t begun = 0, changed = 0;  // seconds since the epoch: when it was made, when it came to its state
  std::string state, detail;
  bool ended = false;
  std::string change_id;                 // may be empty
  std::string pem_path;                  // the file that it is about
  std::string leaf_sha256;               // hex, of the certificate that was issued; empty: none (yet)
  std::vector<estate::JobEvent> events;  // each state it was in, the oldest first
};

struct EndpointHistory {
  estate::EndpointKey endpoint;
  Sighting first, last;
  std::string newest_json;                      // the last result's line, without its line end
  ResultLine newest;                            // the same
  std::vector<HistorySpan> spans;               // the oldest first
  std::vector<ServedCertificate> certificates;  // in the order in which they were first seen
  std::vector<estate::ReplacementRequest> requests;
  std::vector<Replacement> replacements;  // the oldest first
  KeySharing sharing;
};

// Which endpoints: of a host, or of all hosts that had the address.
struct HistoryQuestion {
  std::string host = {};              // or
  std::string address = {};           // as text; also matches a host of that name
  std::optional<uint16_t> port = {};  // none: all
};

// Calls `take` with each endpoint's history until it returns an error, which is then the answer. `found` is how many
// there were. What was replaced is not the estate's to tell: `replacements` is left to `take`. Errors of the record;
// DataLoss: a line in it can't be read.
absl::Status VisitEndpointHistories(estate::Estate& estate, const HistoryQuestion& question, uint64_t* found,
                                    const std::function<absl::Status(EndpointHistory&)>& take);

// Hosts of the record that somebody may have meant by `host`, which it does not have: those that begin with it and a
// dot, else those that are spelled nearly like it. At most three, by name.
absl::StatusOr<std::vector<std::string>> HostsLike(estate::Estate& estate, std::string_view host);

}  // namespace certsweep::report

#endif  // CERTSWEEP_ENGINE_REPORT_ENDPOINT_HISTORY_H_
