// JobJournal: replacement jobs in the record: what each is to do, how far it is, and who works on it. What a job's plan
// and progress hold is the replacer's business; here they are texts. An interface without any idiom of one database.
// Thread-safe. Several processes may share one record: at most one holds a job at a time.
#ifndef CERTSWEEP_ENGINE_ESTATE_JOB_JOURNAL_H_
#define CERTSWEEP_ENGINE_ESTATE_JOB_JOURNAL_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/estate/estate.h"

namespace certsweep::estate {

struct NewJob {
  std::string location;  // which file of which appliance: no two open jobs have the same
  std::string host;      // the first endpoint it covers
  uint16_t port = 0;
  std::vector<std::string> endpoints;  // "host:port"
  std::string pem_path;
  std::string plan_json;
  std::string change_id;  // may be empty
  int64_t time = 0;       // seconds since the epoch
};

// Where a job stands. Never a secret.
struct JobProgress {
  std::string state;
  std::string detail;  // for people
  std::string progress_json;
  bool ended = false;
  int64_t time = 0;
};

struct JobRow {
  int64_t id = 0;
  NewJob job;
  JobProgress progress;
  std::string owner;  // who holds it; empty: nobody
  int64_t held_until = 0;
};

struct JobEvent {
  std::string state;
  std::string detail;
  int64_t time = 0;
};

class JobJournal {
 public:
  virtual ~JobJournal() = default;

  // Adds a job in `state`, which nobody holds. AlreadyExists, saying which: an open job has that location.
  virtual absl::StatusOr<int64_t> Add(const NewJob& job, std::string_view state) = 0;

  // Puts `job` in the place of what job `id`, which has the same location, was to do. False: it is not in `state` any
  // more, or somebody holds it; then it stays as it is.
  virtual absl::StatusOr<bool> Replan(int64_t id, const NewJob& job, std::string_view state) = 0;
  // Says which file the job is about, now that it is known better: by another path, perhaps. AlreadyExists, saying
  // which: another open job has that location. FailedPrecondition: `owner` does not hold the job any more.
  virtual absl::Status Relocate(int64_t job, std::string_view owner, std::string_view location) = 0;

  virtual absl::StatusOr<std::optional<JobRow>> Find(int64_t job) = 0;
  // In the order in which they were added. `visit` must not call the journal.
  virtual absl::Status Visit(const Visitor<JobRow>& visit) = 0;
  // The same, of the jobs alone that have `endpoint` ("host:port") among theirs.
  virtual absl::Status VisitOfEndpoint(std::string_view endpoint, const Visitor<JobRow>& visit) = 0;
  // The oldest first.
  virtual absl::Status VisitEvents(int64_t job, const Visitor<JobEvent>& visit) = 0;

  // Takes the job for `owner` until `until`: where nobody holds it, `expected` does (perhaps `owner` itself), or
  // whoever does has held it beyond `now`. False: somebody else holds it.
  virtual absl::StatusOr<bool> Claim(int64_t job, std::string_view owner, std::string_view expected, int64_t now,
                                     int64_t until) = 0;
  virtual absl::Status Release(int64_t job, std::string_view owner) = 0;

  // On disk, also against a power cut, when it returns OK. FailedPrecondition: `owner` does not hold the job any more.
  virtual absl::Status Write(int64_t job, std::string_view owner, const JobProgress& progress) = 0;
  // Opens an ended job again, held by nobody. AlreadyExists: an open one has its location.
  virtual absl::Status Reopen(int64_t job, const JobProgress& progress) = 0;
};

}  // namespace certsweep::estate

#endif  // CERTSWEEP_ENGINE_ESTATE_JOB_JOURNAL_H_
