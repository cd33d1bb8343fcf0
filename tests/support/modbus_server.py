#!/usr/bin/python3
"""An independent Modbus device for tests: registers from a TOML file, served by pymodbus.

  modbus_server.py tcp REGISTERS.toml              Modbus/TCP on a free port of the loopback
  modbus_server.py rtuovertcp REGISTERS.toml       RTU frames on a free port
  modbus_server.py rtu REGISTERS.toml TTY [BAUD]   RTU on a serial line

Tables of the file: [holding] [input] [coils] [discrete], each ADDRESS = word or ADDRESS = [words]; what is not there is
refused with exception 2. [identification] OBJECT = "text" for function 43. `units = [1, 2]` answers for these only and
leaves the others without an answer; without it every unit is the same device.

Prints "listening PORT" (or the TTY) when it can be talked to.
"""
import asyncio
import sys
import tomllib

from pymodbus.datastore import ModbusServerContext, ModbusSlaveContext, ModbusSparseDataBlock
from pymodbus.device import ModbusDeviceIdentification
from pymodbus.framer.rtu_framer import ModbusRtuFramer
from pymodbus.framer.socket_framer import ModbusSocketFramer
from pymodbus.server.async_io import ModbusSerialServer, ModbusTcpServer


def block(table):
    words = {}
    for address, value in table.items():
        for offset, word in enumerate(value if isinstance(value, list) else [value]):
            words[int(address) + offset] = int(word)
    return ModbusSparseDataBlock(words)


def device(said):
    return ModbusSlaveContext(
        hr=block(said.get("holding", {})),
        ir=block(said.get("input", {})),
        co=block(said.get("coils", {})),
        di=block(said.get("discrete", {})),
        zero_mode=True,
    )


async def main():
    kind, path = sys.argv[1], sys.argv[2]
    with open(path, "rb") as file:
        said = tomllib.load(file)
    units = said.get("units")
    context = ModbusServerContext(
        slaves={unit: device(said) for unit in units} if units else device(said), single=not units
    )
    objects = {int(key): value for key, value in said.get("identification", {}).items()}
    common = {
        "framer": ModbusSocketFramer if kind == "tcp" else ModbusRtuFramer,
        "identity": ModbusDeviceIdentification(info=objects),
        "ignore_missing_slaves": True,
    }
    if kind == "rtu":
        baud = int(sys.argv[4]) if len(sys.argv) > 4 else 19200
        server = ModbusSerialServer(context, port=sys.argv[3], baudrate=baud, parity="N", **common)
        await server.start()
        print("listening", sys.argv[3], flush=True)
        await server.serve_forever()
    else:
        server = ModbusTcpServer(context, address=("127.0.0.1", 0), **common)
        task = asyncio.create_task(server.serve_forever())
        await server.serving
        print("listening", server.server.sockets[0].getsockname()[1], flush=True)
        await task


asyncio.run(main())
