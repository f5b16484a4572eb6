/** Compares names so that runs of digits count as numbers: sd2 before sd10, sdz before sdaa. */
export declare function naturalOrder(a: string, b: string): number;
