// The files under engine/report/html/, built into the program. Thread-safe: constants.
#ifndef CERTSWEEP_ENGINE_REPORT_HTML_PAGE_H_
#define CERTSWEEP_ENGINE_REPORT_HTML_PAGE_H_

#include <string_view>

namespace certsweep::report {

// Holds "{{name}}" where something is to be put in; html_report.cc knows what.
extern const std::string_view kReportHtml;
extern const std::string_view kReportCss;
extern const std::string_view kReportJs;

}  // namespace certsweep::report

#endif  // CERTSWEEP_ENGINE_REPORT_HTML_PAGE_H_
