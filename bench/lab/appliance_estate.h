// ApplianceEstate: several appliances of real programs on loopback, a CA of the lab that can sign for them, and all
// that certsweep needs to scan them and to replace their certificates, in one folder that its owner alone may enter:
//
//   estate.csv certsweep.toml sps.cnf       for `scan`, `replace plan` and `replace run`, as they stand
//   lab-root.pem                            what is trusted
//   lab-issuing-ca.pem lab-issuing-ca.key   who signs
//   id_ed25519 known_hosts                  how appliances are reached
//   sps01 sps02 ...                         an appliance each
//
// The other door of bench/lab, beside lab.h. Not thread-safe. Its processes end with it, and with the thread that
// started it.
#ifndef CERTSWEEP_BENCH_LAB_APPLIANCE_ESTATE_H_
#define CERTSWEEP_BENCH_LAB_APPLIANCE_ESTATE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "bench/lab/appliance.h"
#include "bench/lab/appliance_files.h"
#include "engine/base/clock.h"
#include "engine/base/ip_address.h"

namespace certsweep::lab {

inline constexpr int kMostAppliances = 200;

struct ApplianceEstateOptions {
  int appliances = 8;
  std::string folder = "lab-appliances";                            // is made where it is missing; must be empty
  uint16_t https_port = 4343;                                       // one for all addresses; 0: a free one
  uint16_t ssh_port = 2222;                                         // the same
  base::IpAddress first_address = base::IpAddress::V4(0x7f140001);  // 127.20.0.1, and on from there
};

class ApplianceEstate {
 public:
  // Returns when every appliance accepts connections. FailedPrecondition: programs are missing, or the user can't log
  // in; AlreadyExists: a port is in use, or the folder is not empty; InvalidArgument: options that can't be; else what
  // the file system says, with the path, or Internal, with what a program said.
  static absl::StatusOr<std::unique_ptr<ApplianceEstate>> Start(const ApplianceEstateOptions& options,
                                                                const base::Clock& clock = base::SystemClock());
  ~ApplianceEstate();
  ApplianceEstate(const ApplianceEstate&) = delete;
  ApplianceEstate& operator=(const ApplianceEstate&) = delete;

  const std::vector<std::unique_ptr<Appliance>>& appliances() const { return appliances_; }
  uint16_t https_port() const { return site_.https_port; }
  uint16_t ssh_port() const { return site_.ssh_port; }
  const std::string& folder() const { return site_.folder; }
  std::string InventoryCsv() const { return ApplianceInventory(names_, site_.https_port); }
  const std::string& TrustPem() const { return trust_pem_; }

  // Ends every process of it; the destructor does too.
  void Stop();

 private:
  ApplianceEstate(ApplianceSite site, std::vector<ApplianceName> names);
  absl::Status WriteCa(int64_t now);
  absl::Status StartAppliances(int64_t now);
  absl::Status WriteFiles() const;
  std::string Path(const char* name) const { return site_.folder + "/" + name; }

  const ApplianceSite site_;
  const std::vector<ApplianceName> names_;
  std::string trust_pem_;
  std::vector<std::unique_ptr<Appliance>> appliances_;
};

}  // namespace certsweep::lab

#endif  // CERTSWEEP_BENCH_LAB_APPLIANCE_ESTATE_H_
