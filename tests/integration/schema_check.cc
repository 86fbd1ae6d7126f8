#include "tests/integration/schema_check.h"

#include "tests/integration/process.h"

namespace certsweep::integration {

std::optional<std::string> SchemaComplaints(const std::string& schema, const std::string& lines,
                                            const std::string& folder) {
  constexpr int kNotInstalled = 77;
  constexpr int kCouldNotStart = 127;
  const std::string root = CERTSWEEP_SOURCE_ROOT;
  Process check({.command = {"/usr/bin/python3", root + "/tests/integration/schema_check.py",
                             root + "/docs/schema/" + schema, lines},
                 .folder = folder,
                 .name = "schema_check"});
  const int code = check.Wait();
  // The other one: there is no Python.
  if (code == kNotInstalled || code == kCouldNotStart) return std::nullopt;
  if (code == 0) return "";
  return check.Output() + check.Errors() + "(exit code " + std::to_string(code) + ")";
}

}  // namespace certsweep::integration
