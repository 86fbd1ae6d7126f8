// Estate: the record of runs, results and the replacement queue. An interface without any idiom of one database;
// SqliteEstate is the embedded one. docs/record.md tells what is kept, and for how long. Not thread-safe: one object a
// thread; several processes may share one record.
#ifndef CERTSWEEP_ENGINE_ESTATE_ESTATE_H_
#define CERTSWEEP_ENGINE_ESTATE_ESTATE_H_

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/base/bytes.h"
#include "engine/pki/verdict.h"

namespace certsweep::estate {

// Of so many newest runs `timing` is kept in the JSON lines, and the place in the inventory; older lines come back
// without.
inline constexpr int kRunsWithTiming = 30;

struct RunStart {
  int64_t started_unix_seconds = 0;
  std::string command{};       // as typed, for people
  uint64_t endpoints = 0;      // as far as known at the start
  std::string options_json{};  // what the run was started with, for going on with it
};

struct RunEnd {
  int64_t finished_unix_seconds = 0;
  bool interrupted = false;  // not all of its endpoints were done
  std::string summary_json;
};

struct StoredCertificate {
  base::Sha256Digest sha256{};
  base::Sha256Digest spki_sha256{};  // zero: it could not be parsed
  std::string der;
};

// What a result is of: its key within a run.
struct EndpointKey {
  std::string host;
  std::string address;  // empty: did not resolve
  uint16_t port = 0;
  friend bool operator==(const EndpointKey&, const EndpointKey&) = default;
};

// One endpoint's result. (host, address, port) is its key within a run.
struct ResultRow {
  std::string host;
  std::string address;  // empty: did not resolve
  uint16_t port = 0;
  int64_t time_unix_seconds = 0;
  pki::Verdict verdict = pki::Verdict::kNotJudged;
  bool mendable = false;
  bool queued = false;  // asks for a replacement: goes into the queue with `codes`
  std::string codes;    // finding codes joined by ','
  // In the inventory. Read back of the kRunsWithTiming newest runs; none: not known.
  std::optional<uint64_t> position = std::nullopt;
  std::vector<std::string> identities;
  std::vector<StoredCertificate> chain;  // as sent, leaf first; stored once by sha256
  std::string json;                      // the JSON line without its line end
};

struct SharedKeyRow {
  std::string spki_sha256;  // hex
  uint64_t endpoints = 0;
  uint64_t certificates = 0;
};

struct RunInfo {
  int64_t id = 0;
  RunStart start;
  std::optional<int64_t> touched_unix_seconds;  // time of the last result written; none: no result yet
  std::optional<RunEnd> end;                    // none: running, or killed
  uint64_t results = 0;
  std::array<uint64_t, pki::kVerdictCount> verdicts{};  // of the results
};

// What is read of a result beside its own row.
struct ReadOptions {
  bool chains = false;  // else ResultRow::chain is left empty
};

// An endpoint that two runs do not show alike. At least one is there, and where both are they differ in more than time
// and timing.
struct ResultChange {
  EndpointKey endpoint;
  std::optional<ResultRow> before;  // none: appeared
  std::optional<ResultRow> after;   // none: disappeared
};

struct ReplacementRequest {
  EndpointKey endpoint;
  std::string codes;
  std::vector<std::string> identities;
  uint64_t position = 0;       // in the inventory of the run that saw it last
  int64_t first_seen_run = 0;  // a run that may have been deleted since, like the others
  int64_t last_seen_run = 0;
  std::optional<int64_t> closed_run;  // none: open
};

// What the record takes, in bytes.
struct RecordRoom {
  uint64_t total = 0;
  uint64_t free = 0;  // of it: what deleted runs have left, to be used again
};

struct KeyUse {
  EndpointKey endpoint;
  base::Sha256Digest leaf_sha256{};
};

// The next result to be written, valid until the next call; null: there is none.
using ResultSource = std::function<const ResultRow*()>;

// What a visitor returns: false ends the visit. It may read from the same record.
template <typename... Arguments>
using Visitor = std::function<bool(const Arguments&...)>;

// Gives a text piece by piece, each valid until the next call; an empty one is its end.
using PieceSource = std::function<absl::StatusOr<std::string_view>()>;

// One row of `rows` after the other; they have to outlive it.
inline ResultSource SourceOf(std::span<const ResultRow> rows) {
  return [rows]() mutable -> const ResultRow* {
    if (rows.empty()) return nullptr;
    const ResultRow& row = rows.front();
    rows = rows.subspan(1);
    return &row;
  };
}

class Estate {
 public:
  virtual ~Estate() = default;

  // Runs. `targets` is what the run was asked to scan, in whatever form the scanner goes on with it; none: empty. It is
  // kept until the run has ended whole. All of it is there, or there is no run.
  virtual absl::StatusOr<int64_t> BeginRun(const RunStart& start, const PieceSource& targets) = 0;
  // Makes a run one that is running again. Gives it as it was before; one that ended whole stays as it is. NotFound.
  virtual absl::StatusOr<RunInfo> ResumeRun(int64_t run) = 0;
  // All of `rows` or none, asked for one after the other: no more than one is held; durable against the death of this
  // process when it returns OK. A row whose key the run has already is left as it is. A row that is compliant closes an
  // open replacement request of its key by itself; one with `queued` opens or refreshes it. NotFound: there is no such
  // run.
  virtual absl::Status AppendResultsOf(int64_t run, const ResultSource& rows) = 0;
  absl::Status AppendResults(int64_t run, std::span<const ResultRow> rows) {
    return AppendResultsOf(run, SourceOf(rows));
  }
  // Also lets the timings of runs go that are no longer among the kRunsWithTiming newest, and the targets of this one
  // unless it was interrupted.
  virtual absl::Status EndRun(int64_t run, const RunEnd& end) = 0;
  // Removes a run, and the states, chains, certificates, columns, targets and endpoints that no other run refers to.
  // Gone at once for all readers; killed in between, the next call goes on with it. NotFound.
  virtual absl::Status DeleteRun(int64_t run) = 0;

  virtual absl::StatusOr<std::optional<RunInfo>> FindRun(int64_t id) = 0;
  virtual absl::StatusOr<std::optional<RunInfo>> LatestRun() = 0;
  // The newest first.
  virtual absl::Status VisitRuns(const Visitor<RunInfo>& visit) = 0;
  // The targets it was begun with, in pieces of any size; without a call there are none (any more). NotFound: there is
  // no such run.
  virtual absl::Status VisitTargets(int64_t run, const Visitor<std::string_view>& visit) = 0;

  // Results of a run, each endpoint once, in the order in which the record came to know the endpoints.
  virtual absl::Status VisitResults(int64_t run, ReadOptions options, const Visitor<ResultRow>& visit) = 0;
  // The user's own columns: each set of names and values that some result of the run has, once, as JSON objects.
  virtual absl::Status VisitColumnSets(int64_t run, const Visitor<std::string_view>& visit) = 0;
  // The keys alone: which endpoints are done.
  virtual absl::Status VisitKeys(int64_t run, const Visitor<EndpointKey>& visit) = 0;
  // In no order that is promised.
  virtual absl::Status VisitChanges(int64_t before, int64_t after, const Visitor<ResultChange>& visit) = 0;
  // All results of a host's endpoints with their runs: endpoint by endpoint, the oldest run first.
  virtual absl::Status VisitHistory(std::string_view host, ReadOptions options,
                                    const Visitor<int64_t, ResultRow>& visit) = 0;

  // The queue: open replacement requests, in the order of the inventory.
  virtual absl::Status VisitQueue(const Visitor<ReplacementRequest>& visit) = 0;
  virtual absl::StatusOr<uint64_t> CountQueued() = 0;
  // All requests of a host, open and closed, the oldest first.
  virtual absl::Status VisitRequests(std::string_view host, const Visitor<ReplacementRequest>& visit) = 0;

  // SubjectPublicKeyInfos that several endpoints of the run serve in different leaf certificates; most endpoints first.
  // `total` is how many there are, the vector at most `limit`.
  virtual absl::StatusOr<std::vector<SharedKeyRow>> SharedKeys(int64_t run, int limit, uint64_t* total) = 0;
  // The endpoints of the run whose leaf has this key.
  virtual absl::Status VisitEndpointsOfKey(int64_t run, const base::Sha256Digest& spki_sha256,
                                           const Visitor<KeyUse>& visit) = 0;
  virtual absl::StatusOr<std::optional<StoredCertificate>> FindCertificate(const base::Sha256Digest& sha256) = 0;

  // All endpoints that it knows, in no order that is promised.
  virtual absl::Status VisitEndpoints(const Visitor<EndpointKey>& visit) = 0;

  virtual absl::StatusOr<RecordRoom> Room() = 0;
  // Gives free room back to the system. Takes as much as the record again while it works. Unavailable: somebody else
  // uses the record.
  virtual absl::Status ReturnRoom() = 0;
};

}  // namespace certsweep::estate

#endif  // CERTSWEEP_ENGINE_ESTATE_ESTATE_H_
