// What a run comes to, for people: the parts of the closing screen that a scan and a report out of the record share.
// Thread-safe: pure functions.
#ifndef CERTSWEEP_ENGINE_REPORT_TOTALS_TEXT_H_
#define CERTSWEEP_ENGINE_REPORT_TOTALS_TEXT_H_

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "engine/estate/estate.h"
#include "engine/report/expiry_counts.h"
#include "engine/report/run_totals.h"

namespace certsweep::report {

// "1 endpoint", "1,234 endpoints".
std::string Counted(uint64_t number, std::string_view one, std::string_view many);

// How many endpoints there are, of each verdict, and with each finding, most first.
std::string RenderTotals(const RunTotals& totals, bool color);

// After a blank line the keys that several endpoints serve in different certificates: the first of `keys`, and how many
// there are. Empty without any.
std::string RenderSharedKeys(std::span<const estate::SharedKeyRow> keys, uint64_t count, bool color);

// After a blank line how many certificates expire when. Empty where none was seen.
std::string RenderExpiry(const ExpiryCounts& counts, bool color);

}  // namespace certsweep::report

#endif  // CERTSWEEP_ENGINE_REPORT_TOTALS_TEXT_H_
