// Which colour what is said of a result has on a terminal. Thread-safe: pure functions.
#ifndef CERTSWEEP_ENGINE_REPORT_RESULT_COLORS_H_
#define CERTSWEEP_ENGINE_REPORT_RESULT_COLORS_H_

#include "engine/pki/verdict.h"
#include "engine/report/result_line.h"
#include "engine/report/table_text.h"

namespace certsweep::report {

TextColor ColorOf(pki::Verdict verdict);
// Dim where nothing is to be done: for information, or waived.
TextColor ColorOf(const FindingLine& finding);

}  // namespace certsweep::report

#endif  // CERTSWEEP_ENGINE_REPORT_RESULT_COLORS_H_
