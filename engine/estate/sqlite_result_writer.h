// SqliteResultWriter: the statements by which results come into the tables. Not thread-safe; the connection must
// outlive it.
#ifndef CERTSWEEP_ENGINE_ESTATE_SQLITE_RESULT_WRITER_H_
#define CERTSWEEP_ENGINE_ESTATE_SQLITE_RESULT_WRITER_H_

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/estate/estate.h"
#include "engine/estate/sqlite_connection.h"
#include "engine/estate/sqlite_statement.h"
#include "engine/estate/stored_line.h"

namespace certsweep::estate {

class SqliteResultWriter {
 public:
  static absl::StatusOr<SqliteResultWriter> Prepare(const SqliteConnection& connection);

  // All of these belong into a transaction of the caller's, who rolls it back where one fails.
  // Writes what the run does not have yet, and keeps the queue up to date with it. NotFound: there is no such run.
  absl::Status Append(int64_t run, const ResultSource& rows);
  // The same without a word to the queue.
  absl::Status AppendWithoutQueue(int64_t run, const ResultSource& rows);

 private:
  // What the batch adds to the run's own row.
  struct Tally {
    int64_t started = 0;
    std::optional<int64_t> touched{};
    std::array<int64_t, pki::kVerdictCount> verdicts{};
  };

  // What a result says of its endpoint but for what is of the run alone.
  struct State {
    const StoredLine& line;
    base::Bytes hash;
  };

  struct Endpoint {
    int64_t id = 0;
    bool is_new = false;           // nothing can be known of it yet
    std::optional<int64_t> state;  // the one that was asked for, where it was found in it before
  };

  explicit SqliteResultWriter(const SqliteConnection& connection) : connection_(&connection) {}
  absl::Status PrepareAll();
  absl::Status AppendAll(int64_t run, const ResultSource& rows, bool update_queue);
  absl::StatusOr<int64_t> RunStarted(int64_t run);
  // Makes it where it is new. `hash`: of the state that it is in now.
  absl::StatusOr<Endpoint> FindEndpoint(const ResultRow& row, base::Bytes hash);
  absl::StatusOr<std::optional<Endpoint>> FindKnownEndpoint(const ResultRow& row, base::Bytes hash);
  // False: the run has the key already.
  absl::StatusOr<bool> AppendOne(int64_t run, const ResultRow& row, const State& state, const Tally& tally,
                                 const Endpoint& endpoint);
  // None: the state is new, but the run has a result of the endpoint already.
  absl::StatusOr<std::optional<int64_t>> StateId(int64_t run, const Endpoint& endpoint, const ResultRow& row,
                                                 const State& state);
  absl::StatusOr<int64_t> InsertState(int64_t endpoint, base::Bytes hash, const ResultRow& row, const StoredLine& line);
  absl::StatusOr<int64_t> ColumnsId(std::string_view json);
  absl::StatusOr<int64_t> StoredColumnsId(std::string_view json);
  // Of one that was likely looked for in this batch already.
  absl::StatusOr<int64_t> RecentCertificateId(const StoredCertificate& certificate);
  absl::StatusOr<int64_t> CertificateId(const StoredCertificate& certificate, bool likely_new);
  // None: it is there already.
  absl::StatusOr<std::optional<int64_t>> InsertCertificate(const StoredCertificate& certificate);
  absl::Status InsertTiming(int64_t run, int64_t endpoint, const LineTiming& timing, std::optional<uint64_t> position);
  absl::Status UpdateQueue(int64_t run, const Endpoint& endpoint, const ResultRow& row);
  absl::Status AddToRun(int64_t run, const Tally& tally);

  const SqliteConnection* connection_;
  bool expects_new_endpoints_ = true;
  // Of the batch that is being written.
  absl::flat_hash_map<base::Sha256Digest, int64_t> recent_certificates_;
  absl::flat_hash_map<std::string, int64_t> recent_columns_;
  SqliteStatement find_run_, add_to_run_, find_endpoint_, insert_endpoint_, has_result_, insert_state_;
  SqliteStatement find_columns_, insert_columns_, find_certificate_, insert_certificate_;
  SqliteStatement insert_result_, insert_timing_, open_request_, close_request_;
};

}  // namespace certsweep::estate

#endif  // CERTSWEEP_ENGINE_ESTATE_SQLITE_RESULT_WRITER_H_
