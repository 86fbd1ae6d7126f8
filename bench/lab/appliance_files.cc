#include "bench/lab/appliance_files.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "bench/lab/appliance_programs.h"

namespace certsweep::lab {

namespace {

constexpr char kConfig[] =
    R"(# Written by `certsweep lab` for its own appliances. A real estate's looks the same: only the names differ.

[trust]
files = ["@ROOT@"]

# The lab's names are in no DNS.
[names.resolve]
@NAMES@
[replace]
issuer = "lab"
template = "@TEMPLATE@"
profile = "sps"
work_dir = "replacements"

[rollout]
# What is served after a restart is looked at again after so long. 30 is right for products that put their own
# certificate back; the lab's appliances do not, and nobody wants to wait here.
settle_seconds = 1

[issuer.lab]
kind = "local"
ca_cert = "@CA_CERT@"
ca_key = "@CA_KEY@"

# The built-in profile, but for where an appliance of the lab has its files. On a real one they are in
# /etc/lighttpd, and this section is not needed.
[profile.sps]
ports = [@HTTPS_PORT@]
pem_path = '@FOLDER@/{short}/server.pem'
test_command = "@LIGHTTPD@ -tt -f '@FOLDER@/{short}/lighttpd.conf'"
restart_command = "'@FOLDER@/{short}/restart'"

[ssh]
user = "@USER@"
port = @SSH_PORT@
identity = "@IDENTITY@"
known_hosts = "@KNOWN_HOSTS@"
agent = false
)";

constexpr char kTemplate[] = R"([ req ]
default_bits       = 2048
distinguished_name = req_distinguished_name
encrypt_key        = no
prompt             = no
string_mask        = nombstr
req_extensions     = v3_req

[ v3_req ]
basicConstraints = CA:FALSE
keyUsage         = digitalSignature, keyEncipherment
extendedKeyUsage = serverAuth
subjectAltName   = @alt_names

[ alt_names ]
DNS.1 = {fqdn}
DNS.2 =
IP.1  = {ip}

[ req_distinguished_name ]
countryName            = GB
stateOrProvinceName    = West Yorkshire
localityName           = Leeds
0.organizationName     = Lab
commonName             =
)";

}  // namespace

std::string ApplianceInventory(std::span<const ApplianceName> names, uint16_t https_port) {
  std::string csv = "host,port,names\n";
  for (const ApplianceName& name : names) {
    const std::string address = name.address.ToString();
    const std::string rest = absl::StrCat(",", https_port, ",", name.host, ";", address, "\n");
    absl::StrAppend(&csv, name.host, rest, address, rest);
  }
  return csv;
}

std::string ApplianceConfig(std::span<const ApplianceName> names, const ApplianceSite& site) {
  std::string resolve;
  for (const ApplianceName& name : names) {
    absl::StrAppend(&resolve, "\"", name.host, "\" = \"", name.address.ToString(), "\"\n");
  }
  return absl::StrReplaceAll(kConfig, {{"@ROOT@", kRootFile},
                                       {"@NAMES@", resolve},
                                       {"@TEMPLATE@", kTemplateFile},
                                       {"@CA_CERT@", kCaCertificateFile},
                                       {"@CA_KEY@", kCaKeyFile},
                                       {"@HTTPS_PORT@", absl::StrCat(site.https_port)},
                                       {"@FOLDER@", site.folder},
                                       {"@LIGHTTPD@", kLighttpdPath},
                                       {"@USER@", site.user},
                                       {"@SSH_PORT@", absl::StrCat(site.ssh_port)},
                                       {"@IDENTITY@", kIdentityFile},
                                       {"@KNOWN_HOSTS@", kKnownHostsFile}});
}

std::string ApplianceTemplate() { return kTemplate; }

}  // namespace certsweep::lab
