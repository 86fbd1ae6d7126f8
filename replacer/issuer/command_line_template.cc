#include "replacer/issuer/command_line_template.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "engine/base/text.h"
#include "replacer/issuer/order_name.h"

namespace certsweep::replacer {
namespace {

constexpr std::array<std::string_view, 7> kPlaceholders = {"{csr}",  "{cert}", "{name}", "{host}",
                                                           "{fqdn}", "{ip}",   "{short}"};

// What stands between placeholders, and the placeholders ("{host}"), in order. Braces around anything but lower-case
// letters are text.
std::vector<std::string_view> Parts(std::string_view argument) {
  std::vector<std::string_view> parts;
  size_t text_begin = 0;
  for (size_t at = argument.find('{'); at != std::string_view::npos; at = argument.find('{', at + 1)) {
    size_t end = at + 1;
    while (end < argument.size() && argument[end] >= 'a' && argument[end] <= 'z') ++end;
    if (end == at + 1 || end == argument.size() || argument[end] != '}') continue;
    parts.push_back(argument.substr(text_begin, at - text_begin));
    parts.push_back(argument.substr(at, end + 1 - at));
    text_begin = end + 1;
  }
  parts.push_back(argument.substr(text_begin));
  return parts;
}

// Every second part is a placeholder.
bool IsPlaceholder(size_t index) { return index % 2 == 1; }

absl::Status CheckArgument(std::string_view argument) {
  const std::vector<std::string_view> parts = Parts(argument);
  for (size_t i = 0; i < parts.size(); ++i) {
    if (!IsPlaceholder(i) || std::find(kPlaceholders.begin(), kPlaceholders.end(), parts[i]) != kPlaceholders.end()) {
      continue;
    }
    return absl::InvalidArgumentError(
        absl::StrCat("command: ", base::DisplayText(parts[i]),
                     " is unknown; known are {csr} {cert} {name} {host} {fqdn} {ip} {short}"));
  }
  return absl::OkStatus();
}

bool Mentions(const std::vector<std::string>& command, std::string_view placeholder) {
  return std::any_of(command.begin(), command.end(),
                     [&](const std::string& argument) { return argument.find(placeholder) != std::string::npos; });
}

absl::Status CheckPath(std::string_view what, const std::string& path) {
  const bool plain = std::none_of(path.begin(), path.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; });
  if (path.starts_with('/') && plain) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat(base::ToAbsl(what), ": \"", base::DisplayText(path), "\" is no absolute path"));
}

struct Value {
  std::string text;
  absl::Status check;
};

Value ValueOf(std::string_view placeholder, const CertificateOrder& order, const std::string& csr_path,
              const std::string& cert_path) {
  if (placeholder == "{csr}") return {csr_path, CheckPath(placeholder, csr_path)};
  if (placeholder == "{cert}") return {cert_path, CheckPath(placeholder, cert_path)};
  if (placeholder == "{name}") return {order.name, CheckOrderName(order.name)};
  const std::string& host = placeholder == "{host}"   ? order.host
                            : placeholder == "{fqdn}" ? order.fqdn
                            : placeholder == "{ip}"   ? order.ip
                                                      : order.short_name;
  return {host, CheckHost(placeholder, host)};
}

}  // namespace

absl::Status CheckCommand(const std::vector<std::string>& command) {
  if (command.empty() || command.front().empty()) return absl::InvalidArgumentError("command: no program in it");
  if (Parts(command.front()).size() > 1) {
    return absl::InvalidArgumentError("command: the program itself can't be a placeholder");
  }
  for (const std::string& argument : command) {
    if (argument.find('\0') != std::string::npos) return absl::InvalidArgumentError("command: a NUL in an argument");
    if (absl::Status status = CheckArgument(argument); !status.ok()) return status;
  }
  for (const std::string_view needed : {"{csr}", "{cert}"}) {
    if (Mentions(command, needed)) continue;
    return absl::InvalidArgumentError(absl::StrCat("command: ", base::ToAbsl(needed), " is missing"));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<std::string>> FillCommand(const std::vector<std::string>& command,
                                                     const CertificateOrder& order, const std::string& csr_path,
                                                     const std::string& cert_path) {
  std::vector<std::string> filled;
  filled.reserve(command.size());
  for (const std::string& argument : command) {
    std::string& text = filled.emplace_back();
    const std::vector<std::string_view> parts = Parts(argument);
    for (size_t i = 0; i < parts.size(); ++i) {
      if (!IsPlaceholder(i)) {
        text.append(parts[i]);
        continue;
      }
      Value value = ValueOf(parts[i], order, csr_path, cert_path);
      if (!value.check.ok()) return value.check;
      text.append(value.text);
    }
  }
  return filled;
}

}  // namespace certsweep::replacer
