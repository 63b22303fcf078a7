// Rows kept on the disk of the browser, tables of « name »; in memory where it keeps nothing.
const keeping = (name, tables) => {
  "use strict";

  const opened = new Promise((resolve) => {
    try {
      const asked = indexedDB.open(name, 1);
      asked.onupgradeneeded = () => tables.forEach((table) => {
        asked.result.createObjectStore(table, { keyPath: "id", autoIncrement: true });
      });
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = () => resolve(null);
    } catch { resolve(null); }
  });
  const memory = Object.fromEntries(tables.map((table) => [table, new Map()]));
  let last = 0;

  // Strict: written on the disk, not only promised, so that a browser killed loses nothing.
  const within = async (table, mode, act) => {
    const base = await opened;
    if (!base) return undefined;
    return new Promise((resolve, reject) => {
      const work = base.transaction(table, mode, { durability: "strict" });
      const asked = act(work.objectStore(table));
      work.oncomplete = () => resolve(asked.result);
      work.onerror = work.onabort = () => reject(work.error);
    });
  };

  return {
    put: async (table, row) => {
      if (await opened) return within(table, "readwrite", (store) => store.put(row));
      const id = row.id || (last += 1);
      memory[table].set(id, { ...row, id });
      return id;
    },
    drop: async (table, id) => {
      memory[table].delete(id);
      await within(table, "readwrite", (store) => store.delete(id));
    },
    all: async (table) => (await within(table, "readonly", (store) => store.getAll())) || [...memory[table].values()],
  };
};
