// [replace]: what certificates are replaced with. A value; thread-safe.
#ifndef CERTSWEEP_ENGINE_CONFIG_REPLACE_SECTION_H_
#define CERTSWEEP_ENGINE_CONFIG_REPLACE_SECTION_H_

#include <string>

namespace certsweep::config {

// Paths of the file are relative to its folder. Empty: not given.
struct ReplaceSection {
  std::string issuer = {};            // a name of [issuer.*]
  std::string template_path = {};     // `template`
  std::string profile = {};           // a name of [profile.*], or of a built-in one
  std::string key_type = "rsa:2048";  // one of x509::kNewKeyTypeNames
  bool reuse_key = false;
  std::string work_dir = "replacements";
  int keep_backups = 3;  // on the appliance, beside the file
};

}  // namespace certsweep::config

#endif  // CERTSWEEP_ENGINE_CONFIG_REPLACE_SECTION_H_
