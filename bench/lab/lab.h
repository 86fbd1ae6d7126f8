// Lab: an estate of simulated TLS endpoints on loopback, healthy ones and every kind of fault, to scan with the real
// scanner over real sockets. The door of bench/lab, beside that of appliances made of real programs
// (appliance_estate.h). Its certificates are made anew at each start; their private keys never leave the process.
#ifndef CERTSWEEP_BENCH_LAB_LAB_H_
#define CERTSWEEP_BENCH_LAB_LAB_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "bench/lab/lab_kinds.h"
#include "bench/lab/lab_mix.h"
#include "engine/base/clock.h"
#include "engine/base/ip_address.h"

namespace certsweep::lab {

struct LabOptions {
  int endpoints = 1000;
  LabMix mix;            // empty: DefaultLabMix()
  uint16_t port = 4343;  // one for all addresses; 0: a free one. Endpoints that refuse get one near it
  base::IpAddress first_address = base::IpAddress::V4(0x7f140001);  // 127.20.0.1, and on from there
  int threads = 1;                                                  // that serve; one more accepts
  uint64_t seed = 1;  // of the order of kinds: same mix, number and seed, same kind at each index
};

struct LabEndpoint {
  std::string host;         // "sps-00001.lab.example"; resolves nowhere
  base::IpAddress address;  // 127.x.y.z
  uint16_t port = 0;
  LabKind kind = LabKind::kGoodEcdsa;
  // What a scan must say of it: InfoOf(kind).
};

class Lab {
 public:
  // Returns when connections are accepted. Raises the soft limit of descriptors to the hard one. InvalidArgument:
  // options that can't be; AlreadyExists: the port is in use.
  static absl::StatusOr<std::unique_ptr<Lab>> Start(const LabOptions& options,
                                                    const base::Clock& clock = base::SystemClock());
  virtual ~Lab() = default;

  virtual const std::vector<LabEndpoint>& endpoints() const = 0;
  virtual uint16_t port() const = 0;

  // What the scanner takes by `-t`: host,port,address,names and, for people and tests,
  // kind,expected_verdict,expected_findings (codes by name, joined by ';', those of severity info too).
  virtual std::string InventoryCsv() const = 0;
  // The root that makes the good endpoints good.
  virtual std::string TrustPem() const = 0;

  // Closes every connection and joins every thread; the destructor does too. Not from two threads at once.
  virtual void Stop() = 0;
};

}  // namespace certsweep::lab

#endif  // CERTSWEEP_BENCH_LAB_LAB_H_
