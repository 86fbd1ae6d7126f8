// Whether what a program writes is what docs/schema says of it.
#ifndef CERTSWEEP_TESTS_INTEGRATION_SCHEMA_CHECK_H_
#define CERTSWEEP_TESTS_INTEGRATION_SCHEMA_CHECK_H_

#include <optional>
#include <string>

namespace certsweep::integration {

// What is wrong with the JSON lines of the file `lines` by docs/schema/`schema`, empty if nothing is; fields that the
// schema does not name are wrong too. None: Debian's python3-jsonschema is not installed. `folder` is for output.
std::optional<std::string> SchemaComplaints(const std::string& schema, const std::string& lines,
                                            const std::string& folder);

}  // namespace certsweep::integration

#endif  // CERTSWEEP_TESTS_INTEGRATION_SCHEMA_CHECK_H_
