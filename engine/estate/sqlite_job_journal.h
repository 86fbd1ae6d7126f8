// SqliteJobJournal: the JobJournal of the embedded record, on a connection of its own.
#ifndef CERTSWEEP_ENGINE_ESTATE_SQLITE_JOB_JOURNAL_H_
#define CERTSWEEP_ENGINE_ESTATE_SQLITE_JOB_JOURNAL_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "engine/estate/job_journal.h"
#include "engine/estate/sqlite_estate.h"

namespace certsweep::estate {

// As OpenSqliteEstate, with the same errors.
absl::StatusOr<std::unique_ptr<JobJournal>> OpenSqliteJobJournal(const std::string& path,
                                                                 SqliteEstateOptions options = {});

}  // namespace certsweep::estate

#endif  // CERTSWEEP_ENGINE_ESTATE_SQLITE_JOB_JOURNAL_H_
