#include "engine/estate/sqlite_result_writer.h"

#include <sqlite3.h>

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "engine/base/text.h"
#include "engine/estate/id_list.h"
#include "engine/estate/packed_text.h"

namespace certsweep::estate {
namespace {

constexpr size_t kHashBytes = 16;
constexpr size_t kMostRecent = 256;

bool IsZero(const base::Sha256Digest& digest) {
  return std::all_of(digest.begin(), digest.end(), [](uint8_t byte) { return byte == 0; });
}

// The number that `find` gives; none where it finds nothing.
absl::StatusOr<std::optional<int64_t>> FindId(SqliteStatement& find) {
  const absl::StatusOr<bool> row = find.Step();
  if (!row.ok()) return row.status();
  if (!*row) return std::nullopt;
  const int64_t id = find.Integer(0);
  find.Reset();
  return id;
}

absl::StatusOr<int64_t> InsertedId(const SqliteConnection& connection, SqliteStatement& insert) {
  if (absl::Status status = insert.Run(); !status.ok()) return status;
  return sqlite3_last_insert_rowid(connection.handle());
}

// None where it was there already (ON CONFLICT DO NOTHING).
absl::StatusOr<std::optional<int64_t>> InsertedIfMissing(const SqliteConnection& connection, SqliteStatement& insert) {
  if (absl::Status status = insert.Run(); !status.ok()) return status;
  if (sqlite3_changes(connection.handle()) == 0) return std::nullopt;
  return sqlite3_last_insert_rowid(connection.handle());
}

void AppendPart(std::string_view part, std::string& text) {
  const uint64_t size = part.size();
  for (int shift = 0; shift < 64; shift += 8) text += static_cast<char>(size >> shift & 0xff);
  text += part;
}

// What tells a state from the others of its endpoint.
base::Sha256Digest StateHash(const ResultRow& row, const StoredLine& line) {
  std::string text;
  text.reserve(line.text.size() + line.columns.size() + 512);
  AppendPart(pki::VerdictName(row.verdict), text);
  text += row.mendable ? '1' : '0';
  text += row.queued ? '1' : '0';
  AppendPart(row.codes, text);
  AppendPart(absl::StrJoin(row.identities, ","), text);
  AppendPart(line.text, text);
  AppendPart(line.columns, text);
  for (const StoredCertificate& certificate : row.chain) text += base::AsText(certificate.sha256);
  return base::Sha256(base::AsBytes(text));
}

}  // namespace

absl::StatusOr<SqliteResultWriter> SqliteResultWriter::Prepare(const SqliteConnection& connection) {
  SqliteResultWriter writer(connection);
  if (absl::Status status = writer.PrepareAll(); !status.ok()) return status;
  return writer;
}

absl::Status SqliteResultWriter::PrepareAll() {
  const std::pair<SqliteStatement*, std::string_view> all[] = {
      {&find_run_, "SELECT started FROM run WHERE id = ?1"},
      {&add_to_run_,
       "UPDATE run SET touched = ?2, results = results + ?3, compliant = compliant + ?4,"
       " noncompliant = noncompliant + ?5, unreachable = unreachable + ?6, no_tls = no_tls + ?7,"
       " not_judged = not_judged + ?8 WHERE id = ?1"},
      {&find_endpoint_,
       "SELECT endpoint.id, state.id FROM endpoint LEFT JOIN state ON state.endpoint = endpoint.id AND state.hash = ?4"
       " WHERE host = ?1 AND address = ?2 AND port = ?3"},
      {&insert_endpoint_,
       "INSERT INTO endpoint (host, address, port) VALUES (?1, ?2, ?3) ON CONFLICT (host, address, port) DO NOTHING"},
      {&has_result_, "SELECT state FROM result WHERE run = ?1 AND endpoint = ?2"},
      {&insert_state_,
       "INSERT INTO state (endpoint, hash, leaf, certificates, columns, verdict, mendable, queued, codes, identities, "
       "line)"
       " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)"},
      {&find_columns_, "SELECT id FROM columns WHERE sha256 = ?1"},
      {&insert_columns_, "INSERT INTO columns (sha256, json) VALUES (?1, ?2)"},
      {&find_certificate_, "SELECT id FROM certificate WHERE sha256 = ?1"},
      {&insert_certificate_,
       "INSERT INTO certificate (sha256, spki_sha256, der) VALUES (?1, ?2, ?3) ON CONFLICT (sha256) DO NOTHING"},
      {&insert_result_,
       "INSERT INTO result (run, endpoint, state, seconds, attempts) VALUES (?1, ?2, ?3, ?4, ?5)"
       " ON CONFLICT (run, endpoint) DO NOTHING"},
      {&insert_timing_,
       "INSERT INTO timing (run, endpoint, connect_us, handshake_us, position) VALUES (?1, ?2, ?3, ?4, ?5)"},
      {&open_request_,
       "INSERT INTO replacement_request (endpoint, codes, identities, first_seen_run, last_seen_run,"
       " position) VALUES (?1, ?2, ?3, ?4, ?4, ?5) ON CONFLICT (endpoint) WHERE closed_run IS NULL"
       " DO UPDATE SET codes = ?2, identities = ?3, last_seen_run = MAX(last_seen_run, ?4), position = ?5"},
      {&close_request_, "UPDATE replacement_request SET closed_run = ?2 WHERE endpoint = ?1 AND closed_run IS NULL"},
  };
  for (const auto& [statement, sql] : all) {
    absl::StatusOr<SqliteStatement> prepared = SqliteStatement::Prepare(*connection_, sql);
    if (!prepared.ok()) return prepared.status();
    *statement = *std::move(prepared);
  }
  return absl::OkStatus();
}

absl::Status SqliteResultWriter::Append(int64_t run, const ResultSource& rows) { return AppendAll(run, rows, true); }

absl::Status SqliteResultWriter::AppendWithoutQueue(int64_t run, const ResultSource& rows) {
  return AppendAll(run, rows, false);
}

absl::Status SqliteResultWriter::AppendAll(int64_t run, const ResultSource& rows, bool update_queue) {
  const absl::StatusOr<int64_t> started = RunStarted(run);
  if (!started.ok()) return started.status();
  Tally tally{.started = *started};
  // What a batch before put in may have been rolled back, or removed since.
  recent_certificates_.clear();
  recent_columns_.clear();
  while (const ResultRow* const next = rows()) {
    const ResultRow& row = *next;
    const StoredLine line = SplitLine(row.json, row.time_unix_seconds);
    const base::Sha256Digest digest = StateHash(row, line);
    const State state{line, base::Bytes(digest).first(kHashBytes)};
    const absl::StatusOr<Endpoint> endpoint = FindEndpoint(row, state.hash);
    if (!endpoint.ok()) return endpoint.status();
    const absl::StatusOr<bool> appended = AppendOne(run, row, state, tally, *endpoint);
    if (!appended.ok()) return appended.status();
    if (!*appended) continue;
    ++tally.verdicts[static_cast<size_t>(row.verdict)];
    tally.touched = std::max(tally.touched.value_or(row.time_unix_seconds), row.time_unix_seconds);
    if (!update_queue) continue;
    if (absl::Status status = UpdateQueue(run, *endpoint, row); !status.ok()) return status;
  }
  return tally.touched ? AddToRun(run, tally) : absl::OkStatus();
}

absl::StatusOr<int64_t> SqliteResultWriter::RunStarted(int64_t run) {
  find_run_.Bind(1, run);
  const absl::StatusOr<std::optional<int64_t>> started = FindId(find_run_);
  if (!started.ok()) return started.status();
  if (!*started) return absl::NotFoundError(absl::StrCat(connection_->path(), ": has no run ", run));
  return **started;
}

absl::StatusOr<SqliteResultWriter::Endpoint> SqliteResultWriter::FindEndpoint(const ResultRow& row, base::Bytes hash) {
  // Where the last one was new, as in the first night, this one mostly is too.
  if (!expects_new_endpoints_) {
    const absl::StatusOr<std::optional<Endpoint>> found = FindKnownEndpoint(row, hash);
    if (!found.ok()) return found.status();
    if (*found) return **found;
  }
  insert_endpoint_.Bind(1, row.host).Bind(2, row.address).Bind(3, int64_t{row.port});
  const absl::StatusOr<std::optional<int64_t>> made = InsertedIfMissing(*connection_, insert_endpoint_);
  if (!made.ok()) return made.status();
  expects_new_endpoints_ = made->has_value();
  if (*made) return Endpoint{.id = **made, .is_new = true, .state = {}};
  const absl::StatusOr<std::optional<Endpoint>> found = FindKnownEndpoint(row, hash);
  if (!found.ok()) return found.status();
  if (*found) return **found;
  return absl::InternalError(absl::StrCat(connection_->path(), ": an endpoint is there and is not"));
}

absl::StatusOr<std::optional<SqliteResultWriter::Endpoint>> SqliteResultWriter::FindKnownEndpoint(const ResultRow& row,
                                                                                                  base::Bytes hash) {
  find_endpoint_.Bind(1, row.host).Bind(2, row.address).Bind(3, int64_t{row.port}).Bind(4, hash);
  const absl::StatusOr<bool> found = find_endpoint_.Step();
  if (!found.ok()) return found.status();
  if (!*found) return std::nullopt;
  Endpoint endpoint{.id = find_endpoint_.Integer(0), .is_new = false, .state = {}};
  if (!find_endpoint_.IsNull(1)) endpoint.state = find_endpoint_.Integer(1);
  find_endpoint_.Reset();
  return endpoint;
}

absl::StatusOr<bool> SqliteResultWriter::AppendOne(int64_t run, const ResultRow& row, const State& state,
                                                   const Tally& tally, const Endpoint& endpoint) {
  const absl::StatusOr<std::optional<int64_t>> id = StateId(run, endpoint, row, state);
  if (!id.ok()) return id.status();
  if (!*id) return false;
  insert_result_.Bind(1, run).Bind(2, endpoint.id).Bind(3, **id);
  insert_result_.Bind(4, row.time_unix_seconds - tally.started).Bind(5, state.line.attempts);
  if (absl::Status status = insert_result_.Run(); !status.ok()) return status;
  if (sqlite3_changes(connection_->handle()) == 0) return false;
  if (absl::Status status = InsertTiming(run, endpoint.id, state.line.timing, row.position); !status.ok()) {
    return status;
  }
  return true;
}

absl::StatusOr<std::optional<int64_t>> SqliteResultWriter::StateId(int64_t run, const Endpoint& endpoint,
                                                                   const ResultRow& row, const State& state) {
  if (endpoint.state) return endpoint.state;
  if (!endpoint.is_new) {
    // A state that no result would refer to must not come about.
    has_result_.Bind(1, run).Bind(2, endpoint.id);
    const absl::StatusOr<std::optional<int64_t>> other = FindId(has_result_);
    if (!other.ok()) return other.status();
    if (*other) return std::nullopt;
  }
  const absl::StatusOr<int64_t> made = InsertState(endpoint.id, state.hash, row, state.line);
  if (!made.ok()) return made.status();
  return *made;
}

absl::StatusOr<int64_t> SqliteResultWriter::InsertState(int64_t endpoint, base::Bytes hash, const ResultRow& row,
                                                        const StoredLine& line) {
  std::vector<int64_t> certificates;
  for (const StoredCertificate& certificate : row.chain) {
    // Intermediates come again and again, a leaf hardly ever.
    const absl::StatusOr<int64_t> id =
        certificates.empty() ? CertificateId(certificate, true) : RecentCertificateId(certificate);
    if (!id.ok()) return id.status();
    certificates.push_back(*id);
  }
  const std::string list = EncodeIds(certificates);
  insert_state_.BindNull(3).BindNull(4).BindNull(5);
  if (!certificates.empty()) insert_state_.Bind(3, certificates.front()).Bind(4, base::AsBytes(list));
  if (!line.columns.empty()) {
    const absl::StatusOr<int64_t> columns = ColumnsId(line.columns);
    if (!columns.ok()) return columns.status();
    insert_state_.Bind(5, *columns);
  }
  const std::string identities = absl::StrJoin(row.identities, ",");
  const std::string packed = PackText(line.text, row.host, row.address);
  insert_state_.Bind(1, endpoint).Bind(2, hash).Bind(6, pki::VerdictName(row.verdict)).Bind(7, int64_t{row.mendable});
  insert_state_.Bind(8, int64_t{row.queued}).Bind(9, row.codes).Bind(10, identities).Bind(11, base::AsBytes(packed));
  return InsertedId(*connection_, insert_state_);
}

absl::StatusOr<int64_t> SqliteResultWriter::ColumnsId(std::string_view json) {
  if (const auto recent = recent_columns_.find(base::ToAbsl(json)); recent != recent_columns_.end())
    return recent->second;
  const absl::StatusOr<int64_t> id = StoredColumnsId(json);
  if (id.ok() && recent_columns_.size() < kMostRecent) recent_columns_.emplace(json, *id);
  return id;
}

absl::StatusOr<int64_t> SqliteResultWriter::StoredColumnsId(std::string_view json) {
  const base::Sha256Digest digest = base::Sha256(base::AsBytes(json));
  find_columns_.Bind(1, base::Bytes(digest));
  const absl::StatusOr<std::optional<int64_t>> found = FindId(find_columns_);
  if (!found.ok()) return found.status();
  if (*found) return **found;
  insert_columns_.Bind(1, base::Bytes(digest)).Bind(2, json);
  return InsertedId(*connection_, insert_columns_);
}

absl::StatusOr<int64_t> SqliteResultWriter::RecentCertificateId(const StoredCertificate& certificate) {
  if (const auto recent = recent_certificates_.find(certificate.sha256); recent != recent_certificates_.end()) {
    return recent->second;
  }
  const absl::StatusOr<int64_t> id = CertificateId(certificate, false);
  if (id.ok() && recent_certificates_.size() < kMostRecent) recent_certificates_.emplace(certificate.sha256, *id);
  return id;
}

absl::StatusOr<int64_t> SqliteResultWriter::CertificateId(const StoredCertificate& certificate, bool likely_new) {
  if (likely_new) {
    const absl::StatusOr<std::optional<int64_t>> made = InsertCertificate(certificate);
    if (!made.ok()) return made.status();
    if (*made) return **made;
  }
  find_certificate_.Bind(1, base::Bytes(certificate.sha256));
  const absl::StatusOr<std::optional<int64_t>> found = FindId(find_certificate_);
  if (!found.ok()) return found.status();
  if (*found) return **found;
  const absl::StatusOr<std::optional<int64_t>> made = InsertCertificate(certificate);
  if (!made.ok()) return made.status();
  if (*made) return **made;
  return absl::InternalError(absl::StrCat(connection_->path(), ": a certificate is there and is not"));
}

absl::StatusOr<std::optional<int64_t>> SqliteResultWriter::InsertCertificate(const StoredCertificate& certificate) {
  insert_certificate_.Bind(1, base::Bytes(certificate.sha256)).Bind(3, base::AsBytes(certificate.der));
  if (IsZero(certificate.spki_sha256)) {
    insert_certificate_.BindNull(2);
  } else {
    insert_certificate_.Bind(2, base::Bytes(certificate.spki_sha256));
  }
  return InsertedIfMissing(*connection_, insert_certificate_);
}

absl::Status SqliteResultWriter::InsertTiming(int64_t run, int64_t endpoint, const LineTiming& timing,
                                              std::optional<uint64_t> position) {
  if (timing == LineTiming() && !position) return absl::OkStatus();
  insert_timing_.Bind(1, run).Bind(2, endpoint).BindNull(3).BindNull(4).BindNull(5);
  if (position) insert_timing_.Bind(5, static_cast<int64_t>(*position));
  if (timing.connect_us) insert_timing_.Bind(3, *timing.connect_us);
  if (timing.handshake_us) insert_timing_.Bind(4, *timing.handshake_us);
  return insert_timing_.Run();
}

absl::Status SqliteResultWriter::UpdateQueue(int64_t run, const Endpoint& endpoint, const ResultRow& row) {
  if (row.queued) {
    const std::string identities = absl::StrJoin(row.identities, ",");
    open_request_.Bind(1, endpoint.id).Bind(2, row.codes).Bind(3, identities).Bind(4, run);
    open_request_.Bind(5, static_cast<int64_t>(row.position.value_or(0)));
    return open_request_.Run();
  }
  if (endpoint.is_new || row.verdict != pki::Verdict::kCompliant) return absl::OkStatus();
  close_request_.Bind(1, endpoint.id).Bind(2, run);
  return close_request_.Run();
}

absl::Status SqliteResultWriter::AddToRun(int64_t run, const Tally& tally) {
  int64_t results = 0;
  for (size_t i = 0; i < tally.verdicts.size(); ++i) {
    add_to_run_.Bind(static_cast<int>(i) + 4, tally.verdicts[i]);
    results += tally.verdicts[i];
  }
  add_to_run_.Bind(1, run).Bind(2, *tally.touched).Bind(3, results);
  return add_to_run_.Run();
}

}  // namespace certsweep::estate
