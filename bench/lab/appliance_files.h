// What certsweep reads to scan the lab's appliances and to replace their certificates: inventory, certsweep.toml, CSR
// template. Pure functions of values.
#ifndef CERTSWEEP_BENCH_LAB_APPLIANCE_FILES_H_
#define CERTSWEEP_BENCH_LAB_APPLIANCE_FILES_H_

#include <cstdint>
#include <span>
#include <string>

#include "engine/base/ip_address.h"

namespace certsweep::lab {

struct ApplianceName {
  std::string host;  // "sps01.lab.example": its folder is called by the first label
  base::IpAddress address;
};

// What all appliances of a lab have in common.
struct ApplianceSite {
  std::string folder;  // absolute, without quotes: of the appliances' folders
  std::string user;    // whom their sshd lets in
  uint16_t https_port = 0;
  uint16_t ssh_port = 0;
};

// The names of the files that the configuration speaks of, in its own folder.
inline constexpr char kRootFile[] = "lab-root.pem";
inline constexpr char kCaCertificateFile[] = "lab-issuing-ca.pem";
inline constexpr char kCaKeyFile[] = "lab-issuing-ca.key";
inline constexpr char kTemplateFile[] = "sps.cnf";
inline constexpr char kIdentityFile[] = "id_ed25519";
inline constexpr char kKnownHostsFile[] = "known_hosts";

// Two lines an appliance, one by its name and one by its address: host,port,names.
std::string ApplianceInventory(std::span<const ApplianceName> names, uint16_t https_port);

std::string ApplianceConfig(std::span<const ApplianceName> names, const ApplianceSite& site);

// An OpenSSL configuration file as it circulates for these appliances.
std::string ApplianceTemplate();

}  // namespace certsweep::lab

#endif  // CERTSWEEP_BENCH_LAB_APPLIANCE_FILES_H_
