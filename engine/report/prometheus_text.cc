#include "engine/report/prometheus_text.h"

#include "absl/strings/str_cat.h"
#include "engine/base/text.h"

namespace certsweep::report {

namespace {

constexpr size_t kLongestValue = 1000;

void AppendEscaped(std::string_view text, std::string& out) {
  for (const char c : text) {
    if (c == '\\' || c == '"') out += '\\';
    out += c;
  }
}

}  // namespace

void AppendGauge(std::string_view name, std::string_view help, std::string& out) {
  absl::StrAppend(&out, "# HELP ", base::ToAbsl(name), " ", base::ToAbsl(help), "\n# TYPE ", base::ToAbsl(name),
                  " gauge\n");
}

void AppendSample(std::string_view name, std::initializer_list<PrometheusLabel> labels, int64_t value,
                  std::string& out) {
  out += name;
  char before = '{';
  for (const PrometheusLabel& label : labels) {
    out += before;
    before = ',';
    out += label.name;
    out += "=\"";
    // Line feeds are gone with the other controls.
    AppendEscaped(base::DisplayText(label.value, kLongestValue), out);
    out += '"';
  }
  if (labels.size() > 0) out += '}';
  absl::StrAppend(&out, " ", value, "\n");
}

}  // namespace certsweep::report
