// [ssh]: how appliances are logged in to.
#include "engine/config/ssh_section.h"

#include <array>

#include "engine/config/scan_values.h"
#include "engine/config/section.h"

namespace certsweep::config {

namespace {

SshSection& Ssh(const ValueReader& reader) { return reader.draft().config.ssh; }

void ReadUser(const ValueReader& reader) {
  if (const auto item = reader.Word()) Ssh(reader).user = item->text;
}

void ReadPort(const ValueReader& reader) {
  if (const auto port = reader.Integer(kLeastPort, kMostPort)) Ssh(reader).port = static_cast<uint16_t>(*port);
}

void ReadIdentity(const ValueReader& reader) {
  if (const auto path = reader.ReplacementFile()) Ssh(reader).identity = *path;
}

// Not among the files that have to be there: what was learnt is written to it.
void ReadKnownHosts(const ValueReader& reader) {
  if (const auto item = reader.Line()) Ssh(reader).known_hosts = reader.Resolve(item->text);
}

void ReadAgent(const ValueReader& reader) {
  if (const auto agent = reader.Boolean()) Ssh(reader).agent = *agent;
}

void ReadPasswordFile(const ValueReader& reader) {
  if (const auto path = reader.ReplacementFile()) Ssh(reader).password_file = *path;
}

void ReadPasswordPrompt(const ValueReader& reader) {
  if (const auto prompt = reader.Boolean()) Ssh(reader).password_prompt = *prompt;
}

void ReadConnectTimeout(const ValueReader& reader) {
  if (const auto micros = reader.Micros()) Ssh(reader).connect_timeout_us = *micros;
}

void ReadCommandTimeout(const ValueReader& reader) {
  if (const auto micros = reader.Micros()) Ssh(reader).command_timeout_us = *micros;
}

constexpr std::array kSettings = {
    Setting{.key = "user",
            .comment = "Who may write the file and restart the server.",
            .value = R"("root")",
            .read = ReadUser},
    Setting{.key = "port",
            .comment = "Where SSH is, where the inventory says nothing else.",
            .value = "22",
            .read = ReadPort},
    Setting{.key = "identity",
            .comment = "A private key to log in with.",
            .value = R"("id_ed25519")",
            .is_on = false,
            .read = ReadIdentity},
    Setting{.key = "known_hosts",
            .comment = "Host keys, as OpenSSH keeps them. Only a known one is accepted.",
            .value = R"("known_hosts")",
            .is_on = false,
            .read = ReadKnownHosts},
    Setting{.key = "agent", .comment = "Keys of a running SSH agent are tried.", .value = "true", .read = ReadAgent},
    Setting{.key = "password_file",
            .comment =
                "A file that holds the password, or the passphrase of the identity, and nothing else; a line end\n"
                "behind it does no harm.",
            .value = R"("ssh-password")",
            .is_on = false,
            .read = ReadPasswordFile},
    Setting{.key = "password_prompt",
            .comment =
                "Ask for a password on the terminal, once, before anything is done. Off: only where there is no\n"
                "other way to log in.",
            .value = "true",
            .is_on = false,
            .read = ReadPasswordPrompt},
    Setting{.key = "connect_timeout",
            .comment = "Seconds until somebody is logged in.",
            .value = "10",
            .read = ReadConnectTimeout},
    Setting{.key = "command_timeout",
            .comment = "Seconds for each command on the appliance.",
            .value = "60",
            .read = ReadCommandTimeout},
};

constexpr std::array kRefused = {
    RefusedKey{
        "password",
        "a password does not stand in this file: name one that holds it as password_file, or let password_prompt ask"},
};

}  // namespace

const Section& SshSectionTable() {
  static constexpr Section kSection = {
      .name = "ssh",
      .comment = "How appliances are logged in to. Columns of the inventory count more.",
      .settings = kSettings,
      .refused = kRefused};
  return kSection;
}

}  // namespace certsweep::config
