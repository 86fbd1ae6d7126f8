// Estate: the record of runs, results and the replacement queue. An interface without any idiom of one database;
// SqliteEstate is the embedded one. Not thread-safe: one object a thread; several processes may share one record.
#ifndef CERTSWEEP_ENGINE_ESTATE_ESTATE_H_
#define CERTSWEEP_ENGINE_ESTATE_ESTATE_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/base/bytes.h"
#include "engine/pki/verdict.h"

namespace certsweep::estate {

struct RunStart {
  int64_t started_unix_seconds = 0;
  std::string command;     // as typed, for people
  uint64_t endpoints = 0;  // as far as known at the start
};

struct RunEnd {
  int64_t finished_unix_seconds = 0;
  bool interrupted = false;  // not all of its endpoints were done
  std::string summary_json;
};

struct StoredCertificate {
  base::Sha256Digest sha256{};
  base::Sha256Digest spki_sha256{};
  std::string der;
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
  std::optional<RunEnd> end;  // none: running, or killed
  uint64_t results = 0;
};

class Estate {
 public:
  virtual ~Estate() = default;

  virtual absl::StatusOr<int64_t> BeginRun(const RunStart& start) = 0;
  // All of `rows` or none, durable against the death of this process when it returns OK. A row whose key the run has
  // already is left as it is. A row that is compliant closes an open replacement request of its key by itself; one with
  // `queued` opens or refreshes it. NotFound: there is no such run.
  virtual absl::Status AppendResults(int64_t run, std::span<const ResultRow> rows) = 0;
  virtual absl::Status EndRun(int64_t run, const RunEnd& end) = 0;

  // SubjectPublicKeyInfos that several endpoints of the run serve in different leaf certificates; most endpoints first.
  // `total` is how many there are, the vector at most `limit`.
  virtual absl::StatusOr<std::vector<SharedKeyRow>> SharedKeys(int64_t run, int limit, uint64_t* total) = 0;

  virtual absl::StatusOr<std::optional<RunInfo>> FindRun(int64_t id) = 0;
  virtual absl::StatusOr<std::optional<RunInfo>> LatestRun() = 0;
  // Calls `visit` with each result of the run, in the order of writing, until it returns false. `chain` is left empty.
  virtual absl::Status VisitResults(int64_t run, const std::function<bool(const ResultRow& row)>& visit) = 0;
  // Open replacement requests.
  virtual absl::StatusOr<uint64_t> CountQueued() = 0;
};

}  // namespace certsweep::estate

#endif  // CERTSWEEP_ENGINE_ESTATE_ESTATE_H_
