// EarlierResults: what a run came to before it was interrupted, for the scan that goes on with it.
#ifndef CERTSWEEP_SCANNER_EARLIER_RESULTS_H_
#define CERTSWEEP_SCANNER_EARLIER_RESULTS_H_

#include "scanner/summary.h"
#include "scanner/targets/done_endpoints.h"

namespace certsweep::scanner {

struct EarlierResults {
  DoneEndpoints done;
  ScanSummary counts;  // of the same endpoints
};

}  // namespace certsweep::scanner

#endif  // CERTSWEEP_SCANNER_EARLIER_RESULTS_H_
