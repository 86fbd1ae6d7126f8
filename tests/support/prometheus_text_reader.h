// Reads Prometheus' text format more strictly than Prometheus does: each metric once, with its HELP and TYPE before all
// of its samples, no sample twice, every escape one that there is.
#ifndef CERTSWEEP_TESTS_SUPPORT_PROMETHEUS_TEXT_READER_H_
#define CERTSWEEP_TESTS_SUPPORT_PROMETHEUS_TEXT_READER_H_

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace certsweep::test {

struct PrometheusSamples {
  // By name and labels as they are written, values with their escapes undone: certsweep_endpoints{verdict="no_tls"}.
  std::map<std::string, double> values;
  std::vector<std::string> metrics;     // in the order of the text
  std::vector<std::string> complaints;  // empty: the text is right
};

PrometheusSamples ReadPrometheusText(std::string_view text);

}  // namespace certsweep::test

#endif  // CERTSWEEP_TESTS_SUPPORT_PROMETHEUS_TEXT_READER_H_
