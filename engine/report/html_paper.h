// HtmlPaper: the noncompliant endpoints with their reasons, as a table that is there without a script and on paper.
// Holds the first kMostRows by host, address and port, however many there are. Not thread-safe.
#ifndef CERTSWEEP_ENGINE_REPORT_HTML_PAPER_H_
#define CERTSWEEP_ENGINE_REPORT_HTML_PAPER_H_

#include <cstdint>
#include <map>
#include <string>
#include <tuple>

#include "engine/report/result_line.h"

namespace certsweep::report {

class HtmlPaper {
 public:
  static constexpr size_t kMostRows = 2000;

  void Add(const ResultLine& result);
  std::string Render() const;

 private:
  std::map<std::tuple<std::string, std::string, uint16_t>, std::string> rows_;
  uint64_t total_ = 0;
};

}  // namespace certsweep::report

#endif  // CERTSWEEP_ENGINE_REPORT_HTML_PAPER_H_
