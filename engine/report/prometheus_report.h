// `report prometheus`: a run in Prometheus' text format, for node_exporter's textfile collector. docs/reports.md lists
// the metrics: their names and labels stay. Thread rule: of the record.
#ifndef CERTSWEEP_ENGINE_REPORT_PROMETHEUS_REPORT_H_
#define CERTSWEEP_ENGINE_REPORT_PROMETHEUS_REPORT_H_

#include <vector>

#include "absl/status/status.h"
#include "engine/base/column_filter.h"
#include "engine/estate/estate.h"
#include "engine/report/text_sink.h"

namespace certsweep::report {

struct PrometheusReportOptions {
  bool per_endpoint = false;  // also two series an endpoint
  // Of the results that match alone. What can't be told of a part is left out: shared keys, and the queue of the
  // record.
  std::vector<base::ColumnFilter> where = {};
};

// Errors are those of the record and of `sink`. DataLoss: a line of the record can't be read.
absl::Status WritePrometheusReport(estate::Estate& estate, const estate::RunInfo& run,
                                   const PrometheusReportOptions& options, const TextSink& sink);

}  // namespace certsweep::report

#endif  // CERTSWEEP_ENGINE_REPORT_PROMETHEUS_REPORT_H_
