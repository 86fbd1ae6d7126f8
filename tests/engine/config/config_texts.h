// What the tests of this room share: a configuration out of text, beside files that are not there.
#ifndef CERTSWEEP_TESTS_ENGINE_CONFIG_CONFIG_TEXTS_H_
#define CERTSWEEP_TESTS_ENGINE_CONFIG_CONFIG_TEXTS_H_

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <string_view>

#include "engine/base/text.h"
#include "engine/config/config.h"

namespace certsweep::config {

// Files by path; others are not there.
inline FileAccess Files(std::map<std::string, std::string> files) {
  const auto find = [files](const std::string& path) -> absl::StatusOr<std::string> {
    const auto found = files.find(path);
    if (found == files.end()) return absl::NotFoundError(base::DisplayText(path) + ": No such file or directory");
    return found->second;
  };
  return {.read = find, .check = [find](const std::string& path) { return find(path).status(); }};
}

// Of "etc/c.toml". A test failure, and the default, where something is wrong.
inline Config Good(std::string_view text, std::map<std::string, std::string> files = {}) {
  absl::StatusOr<Config> config = ParseConfig(text, "etc/c.toml", Files(std::move(files)));
  if (config.ok()) return *std::move(config);
  ADD_FAILURE() << config.status();
  return {};
}

// Everything that is wrong with it.
inline std::string Bad(std::string_view text, std::map<std::string, std::string> files = {}) {
  const absl::StatusOr<Config> config = ParseConfig(text, "etc/c.toml", Files(std::move(files)));
  EXPECT_NE(config.ok(), absl::IsInvalidArgument(config.status()));
  return config.ok() ? "nothing" : std::string(config.status().message());
}

}  // namespace certsweep::config

#endif  // CERTSWEEP_TESTS_ENGINE_CONFIG_CONFIG_TEXTS_H_
