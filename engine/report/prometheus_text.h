// Prometheus' text exposition format, version 0.0.4. Thread-safe: pure functions.
#ifndef CERTSWEEP_ENGINE_REPORT_PROMETHEUS_TEXT_H_
#define CERTSWEEP_ENGINE_REPORT_PROMETHEUS_TEXT_H_

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

namespace certsweep::report {

// The two lines before the samples of a gauge. `help` is one line of ours, without backslashes.
void AppendGauge(std::string_view name, std::string_view help, std::string& out);

struct PrometheusLabel {
  std::string_view name;   // of ours
  std::string_view value;  // any text
};

// A sample's line. Label values are escaped, and what a terminal would obey in them is made visible first.
void AppendSample(std::string_view name, std::initializer_list<PrometheusLabel> labels, int64_t value,
                  std::string& out);

}  // namespace certsweep::report

#endif  // CERTSWEEP_ENGINE_REPORT_PROMETHEUS_TEXT_H_
